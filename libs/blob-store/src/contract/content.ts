import { createCipheriv, createHash, randomUUID } from 'node:crypto'

export const MIB = 1024 * 1024

/** A key nobody else uses. */
export const freshKey = () => `contract/${randomUUID()}/blob`

const CHUNK = 64 * 1024
const ZEROS = Buffer.alloc(CHUNK)

/** The same bytes for the same seed, that no compression or mix-up of parts gets past: a key stream of AES. Made as they are asked for. */
export function* noise(bytes: number, seed = 1): Generator<Buffer> {
  const stream = createCipheriv('aes-128-ctr', Buffer.alloc(16, seed), Buffer.alloc(16))
  for (let made = 0; made < bytes; made += CHUNK) {
    yield stream.update(ZEROS).subarray(0, Math.min(CHUNK, bytes - made))
  }
}

/** As a put takes it. */
export async function* content(chunks: Iterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield* chunks
}

export const textContent = (text: string) => content([Buffer.from(text)])

/** Gives `bytes` of noise, and then fails. */
export async function* failing(bytes: number, error: Error): AsyncGenerator<Uint8Array> {
  yield* noise(bytes)
  throw error
}

export type Sum = { bytes: number; sha256: string }

/** How long it is, and its digest, without keeping it. */
export async function sumOf(chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<Sum> {
  const hash = createHash('sha256')
  let bytes = 0
  for await (const chunk of chunks) {
    hash.update(chunk)
    bytes += chunk.length
  }
  return { bytes, sha256: hash.digest('hex') }
}
