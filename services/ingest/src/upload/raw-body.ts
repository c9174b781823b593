import type { IncomingMessage } from 'node:http'
import { readBytes } from './read-bytes.ts'

/**
 * The bytes of a request, ending only when all of them arrived, failing with the signal's reason. It can be
 * given up on without hanging up on the client, who is still to be answered.
 */
export function rawBody(raw: IncomingMessage, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  return readBytes(raw, signal)
}
