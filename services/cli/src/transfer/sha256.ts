import { createHash, type Hash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { LocalError } from '../api/errors.ts'
import { printable } from '../terminal/printable.ts'

/** The SHA-256 of a file, in hexadecimal. Throws LocalError `unreadable`. */
export async function sha256Of(
  path: string,
  options: { signal: AbortSignal; onRead?(bytes: number): void },
): Promise<string> {
  return (await hashOf(path, options)).digest('hex')
}

/** The same as a hash that can still take more. */
export async function hashOf(
  path: string,
  { signal, onRead }: { signal: AbortSignal; onRead?(bytes: number): void },
): Promise<Hash> {
  const hash = createHash('sha256')
  let read = 0
  try {
    for await (const chunk of createReadStream(path, { signal })) {
      hash.update(chunk)
      read += chunk.length
      onRead?.(read)
    }
  } catch (cause) {
    signal.throwIfAborted()
    throw new LocalError('unreadable', `cannot read ${printable(path)}`, { cause })
  }
  return hash
}
