import { Readable } from 'node:stream'
import { StoreUnavailableError } from '../index.ts'

/**
 * The same bytes, from a stream that fails when the source breaks off or keeps a reader who wants more waiting
 * for `stallMs`; a reader who is slow himself may take as long as he likes, and one who has not begun to read
 * hears of nothing yet: an error that nobody listens for would end the process. Destroying it destroys the source.
 */
export function unstalled(source: Readable, stallMs: number): Readable {
  let patience: NodeJS.Timeout | undefined
  let isRead = false
  let failure: StoreUnavailableError | undefined
  const fail = (cause: Error) => {
    failure ??= new StoreUnavailableError('the S3 store broke off while it was read', { cause })
    if (isRead) out.destroy(failure)
  }
  const rest = () => {
    clearTimeout(patience)
    patience = undefined
  }

  const out = new Readable({
    read() {
      isRead = true
      if (failure) return void out.destroy(failure)
      patience ??= setTimeout(() => fail(new Error(`no byte came for ${stallMs} ms`)), stallMs)
      source.resume()
    },
    destroy(error, done) {
      rest()
      source.destroy()
      done(error)
    },
  })
  source.on('data', (chunk) => {
    rest()
    if (!out.push(chunk)) source.pause()
  })
  source.on('end', () => {
    rest()
    out.push(null)
  })
  source.on('error', fail)
  source.on('close', () => {
    if (!source.readableEnded) fail(new Error('the connection closed'))
  })
  source.pause()
  return out
}
