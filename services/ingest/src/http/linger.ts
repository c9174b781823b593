import type { IncomingMessage } from 'node:http'
import { Readable } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'

/**
 * How much of a refused body is still taken in before the line is cut: enough for what is on its way, and for
 * clients that read an answer only after they sent everything, if that is not too much.
 */
const MOST_BYTES = 32 * 1024 * 1024
const MOST_MS = 5_000

/**
 * For `onSend`: a refusal of a body that is still arriving is written in full, and the line is closed when
 * the client stops sending, or after a bounded amount. Closed at once, with bytes unread, TCP would reset the
 * connection and the client see that instead of the answer. The answer's length is not said: a proxy that knows it
 * to be complete would close its own line to the client with bytes unread.
 */
export async function linger(
  request: FastifyRequest,
  reply: FastifyReply,
  payload: unknown,
): Promise<unknown> {
  if (reply.statusCode < 400 || request.raw.complete || typeof payload !== 'string') return payload
  reply.header('connection', 'close')
  return Readable.from(answerAndDrain(payload, request.raw))
}

async function* answerAndDrain(payload: string, raw: IncomingMessage) {
  yield payload
  await drain(raw)
}

/** Resolves when the body has ended, the client has left, or it was enough. */
function drain(raw: IncomingMessage): Promise<void> {
  let bytes = 0
  return new Promise((resolve) => {
    if (raw.destroyed) return resolve()
    const timer = setTimeout(resolve, MOST_MS)
    raw.on('end', resolve).on('close', resolve)
    raw.on('data', (chunk: Buffer) => {
      bytes += chunk.length
      if (bytes > MOST_BYTES) resolve()
    })
    raw.on('close', () => clearTimeout(timer))
    raw.unpipe()
    raw.resume()
  })
}
