import type { IncomingMessage } from 'node:http'
import { PassThrough, type Readable } from 'node:stream'
import { onAbort } from './receiving.ts'

/**
 * The bytes of a request, ending only when all of them arrived, failing with the signal's reason. It can be
 * given up on without hanging up on the client, who is still to be answered.
 */
export function rawBody(raw: IncomingMessage, signal: AbortSignal): Readable {
  const body = new PassThrough()
  onAbort(signal, (reason) => {
    raw.unpipe(body)
    body.destroy(reason)
  })
  return raw.pipe(body)
}
