import type { Readable } from 'node:stream'
import { truncatedUpload } from '../problems.ts'

/**
 * The bytes of a stream, ending only when all of them arrived. Fails with the signal's reason, or with what
 * `failure` makes of the stream's own error. Unlike a stream's own iterator it does not destroy what it is taken
 * from when it is given up: a client is still to be answered on the same line. One stands between a socket and a
 * store, so it is made to cost little.
 */
export async function* readBytes(
  from: Readable,
  signal: AbortSignal,
  failure: (error: unknown) => unknown = (error) => error,
): AsyncGenerator<Uint8Array> {
  let wake = () => {}
  let broken: { error: unknown } | undefined
  const changed = () => wake()
  const onError = (error: unknown) => {
    broken = { error }
    wake()
  }
  const isLost = () => from.destroyed && !from.readableEnded
  from.on('readable', changed).on('end', changed).on('close', changed).on('error', onError)
  signal.addEventListener('abort', changed)
  try {
    for (;;) {
      signal.throwIfAborted()
      if (broken) throw failure(broken.error)
      const chunk: unknown = from.read()
      if (chunk instanceof Uint8Array) yield chunk
      else if (from.readableEnded) return
      else if (isLost()) throw failure(from.errored ?? truncatedUpload())
      else {
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      }
    }
  } finally {
    from.off('readable', changed).off('end', changed).off('close', changed).off('error', onError)
    signal.removeEventListener('abort', changed)
  }
}
