import { Readable } from 'node:stream'
import type { FastifyReply } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { Views } from '../store/index.ts'
import { hasOpenJob } from '../views/episode-view.ts'
import type { RouteDeps } from './deps.ts'
import { eventStream } from './event-stream.ts'
import { parsePosition } from './position.ts'
import { EpisodeParams } from './query.ts'
import { present } from './refusals.ts'
import { dropWhenStalled } from './stalled.ts'

const Query = z.strictObject({
  until: z.literal('finished').optional().describe('End when no job is open any more; otherwise never'),
})

const schema = {
  summary: 'What happens to an episode, as it happens (server-sent events)',
  description:
    'Each fact as `id: <position>`, `event: <fact>`, `data: <CloudEvent>`; progress without an id. Begins after ' +
    '`Last-Event-ID`, or from the beginning. 204 when nothing will follow.',
  tags: ['episodes'],
  params: EpisodeParams,
  headers: z.looseObject({ 'last-event-id': z.string().optional() }),
  querystring: Query,
}

/** One episode as a stream of server-sent events. */
export function eventsRoute(deps: RouteDeps): FastifyPluginAsyncZod {
  /** A position of another log says nothing about this one: then everything is told. */
  async function beginning(views: Views, episode: string, lastEventId: string | undefined) {
    const view = present(await views.episode(episode))
    const last = parsePosition(lastEventId ?? '')
    const after = last && last.epoch === views.epoch ? last.sequence : 0
    return { set: views.set, after, isAtTheEnd: !hasOpenJob(view) && view.sequence <= after }
  }

  return async (app) => {
    app.get('/v1/episodes/:episode/events', { schema, exposeHeadRoute: false }, async (request, reply) => {
      const { episode } = request.params
      const { until } = request.query
      const { headers } = request
      const from = await deps.store.read((views) => beginning(views, episode, headers['last-event-id']))
      const untilFinished = until === 'finished'
      // What tells a browser not to connect again.
      if (untilFinished && from.isAtTheEnd) return reply.code(204).send()

      // Gone while we read: nothing would ever tell us so again.
      if (reply.raw.destroyed || request.raw.socket.destroyed) return reply.code(204).send()

      const signal = endOf(reply, deps.closing)
      const stream = Readable.from(eventStream(deps, { ...from, episode, untilFinished, signal }))
      dropWhenStalled(reply, deps.heartbeatMs)
      // Without the last one, nginx would gather events until it has a page of them.
      return reply.type('text/event-stream; charset=utf-8').header('x-accel-buffering', 'no').send(stream)
    })
  }
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
