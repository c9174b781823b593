import { Readable } from 'node:stream'

/**
 * Hands on what `source` gives until the signal aborts, and then rejects with the signal's reason at once,
 * even while `source` keeps us waiting. However it ends, `source` is told to stop; nobody waits for that.
 */
export async function* abortable<T>(source: AsyncIterable<T>, signal: AbortSignal): AsyncGenerator<T> {
  const iterator = source[Symbol.asyncIterator]()
  let ended = false
  try {
    for (;;) {
      const next = await orAbort(() => iterator.next(), signal)
      ended = next.done === true
      if (next.done) return
      yield next.value
    }
  } finally {
    if (!ended) Promise.resolve(iterator.return?.()).catch(() => {})
    // A stream's iterator hears `return` only after its next chunk, which may never come.
    if (source instanceof Readable) source.destroy()
  }
}

/**
 * What `work` comes to, or the signal's reason as soon as it aborts; then `work` is not begun, or nobody hears
 * any more what came of it. Not `Promise.race` with one promise of abort: that would keep every result alive
 * until the end.
 */
export function orAbort<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(signal.reason)
    if (signal.aborted) return onAbort()
    signal.addEventListener('abort', onAbort, { once: true })
    work()
      .then(resolve, reject)
      .finally(() => signal.removeEventListener('abort', onAbort))
  })
}

/**
 * The same stream, destroyed with the signal's reason when that aborts. A reader who has not begun to read finds
 * the reason when he does: an error that nobody listens for would end the process.
 */
export function breakable(stream: Readable, signal: AbortSignal | undefined): Readable {
  if (!signal) return stream
  const onAbort = () => {
    stream.on('error', () => {})
    stream.destroy(signal.reason)
  }
  if (signal.aborted) onAbort()
  signal.addEventListener('abort', onAbort, { once: true })
  return stream.once('close', () => signal.removeEventListener('abort', onAbort))
}
