import { Readable } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { RouteDeps } from './deps.ts'
import { eventStream, type StreamOptions } from './event-stream.ts'
import { dropWhenStalled } from './stalled.ts'

/** Where a stream begins, as the route found out; nothing when there is nothing to tell. */
export type Beginning = Omit<StreamOptions, 'signal'> | 'nothing-follows'

/**
 * Answers with a stream of events that begins where `find` says, and holds a seat as long as it lasts. 204 when
 * nothing will follow: what tells a browser not to connect again.
 */
export async function answerEvents(
  deps: RouteDeps,
  { raw }: FastifyRequest,
  reply: FastifyReply,
  find: () => Promise<Beginning>,
): Promise<FastifyReply> {
  const leave = deps.seats.take()
  reply.raw.once('close', leave)
  const beginning = await find().catch((error: unknown) => {
    leave()
    throw error
  })
  if (beginning === 'nothing-follows') return reply.code(204).send()
  // Gone while we read: nothing would ever tell us so again.
  if (reply.raw.destroyed || raw.socket.destroyed) {
    leave()
    return reply.code(204).send()
  }
  const stream = Readable.from(eventStream(deps, { ...beginning, signal: endOf(reply, deps.closing) }))
  dropWhenStalled(reply, deps.heartbeatMs)
  // Without the last one, nginx would gather events until it has a page of them.
  return reply.type('text/event-stream; charset=utf-8').header('x-accel-buffering', 'no').send(stream)
}

/** Aborted when the client, who is still there, has gone or the process stops. */
function endOf({ raw }: FastifyReply, closing: AbortSignal): AbortSignal {
  const end = new AbortController()
  const abort = () => end.abort()
  closing.addEventListener('abort', abort)
  if (closing.aborted) abort()
  raw.once('close', () => {
    abort()
    closing.removeEventListener('abort', abort)
  })
  return end.signal
}
