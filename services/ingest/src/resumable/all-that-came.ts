import type { IncomingMessage } from 'node:http'
import { rawBody } from '../upload/raw-body.ts'

/**
 * The bytes of a request as `rawBody` gives them, but those too that lay here unread when it was given up: a
 * client may be gone before anybody looked at its first byte, and would send it again for ever.
 */
export async function* allThatCame(raw: IncomingMessage, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  try {
    yield* rawBody(raw, signal)
  } catch (error) {
    const left: unknown = raw.read()
    if (left instanceof Uint8Array) yield left
    throw error
  }
}
