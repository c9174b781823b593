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
      const next = await nextOrAbort(iterator, signal)
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

/** Not `Promise.race` with one promise of abort: that would keep every chunk alive until the end. */
function nextOrAbort<T>(iterator: AsyncIterator<T>, signal: AbortSignal): Promise<IteratorResult<T>> {
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(signal.reason)
    if (signal.aborted) return onAbort()
    signal.addEventListener('abort', onAbort, { once: true })
    iterator
      .next()
      .then(resolve, reject)
      .finally(() => signal.removeEventListener('abort', onAbort))
  })
}
