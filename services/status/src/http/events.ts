import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { Views } from '../store/index.ts'
import { hasOpenJob } from '../views/episode-view.ts'
import type { RouteDeps } from './deps.ts'
import { answerEvents, type Beginning } from './events-answer.ts'
import { resumeAfter } from './events-resume.ts'
import { EpisodeParams } from './query.ts'
import { present } from './refusals.ts'

const Query = z.strictObject({
  until: z.literal('finished').optional().describe('End when no job is open any more; otherwise never'),
})

const schema = {
  summary: 'What happens to an episode, as it happens (server-sent events)',
  description:
    'Each fact as `id: <position>`, `event: <fact>`, `data: <CloudEvent>`, the CloudEvent being that of the log but for ' +
    'the keys of the blob store (`blob`), which are left out. In between `event: progress` without an id, at most once a ' +
    'second for each job, and comments while nothing happens. Begins after `Last-Event-ID`, so that nothing is lost and ' +
    'nothing comes twice, whichever process answers; without one, with one of a log that is no more, or with one that ' +
    'is no position, it begins from the beginning. Ends with the deletion of the episode. 204 when nothing will ' +
    'follow. Who takes nothing for half a minute although something waits is hung up on.',
  tags: ['events'],
  operationId: 'followEpisode',
  params: EpisodeParams,
  headers: z.looseObject({
    'last-event-id': z
      .string()
      .optional()
      .describe('The last `id` that was seen; browsers send it themselves'),
  }),
  querystring: Query,
}

const config = {
  refuses: ['not_found', 'gone', 'too_many_streams', 'view_behind', 'store_unavailable', 'log_unavailable'],
} as const

/** One episode as a stream of server-sent events. */
export function eventsRoute(deps: RouteDeps): FastifyPluginAsyncZod {
  type Asked = { episode: string; lastEventId: string | undefined; untilFinished: boolean }

  async function beginning(views: Views, asked: Asked): Promise<Beginning> {
    const { episode, lastEventId, untilFinished } = asked
    const view = present(await views.episode(episode))
    const resumed = lastEventId ? await resumeAfter(deps.events, views, lastEventId) : 0
    // A position of another log says nothing about this one: then everything is told.
    const after = typeof resumed === 'number' ? resumed : 0
    const isAll = view.sequence <= after && after <= (views.place?.sequence ?? 0)
    if (untilFinished && isAll && !hasOpenJob(view)) return 'nothing-follows'
    return { whose: { episode }, set: views.set, after, untilFinished }
  }

  return async (app) => {
    const options = { schema, config, exposeHeadRoute: false }
    app.get('/v1/episodes/:episode/events', options, async (request, reply) => {
      const { episode } = request.params
      const lastEventId = request.headers['last-event-id']
      const asked = { episode, lastEventId, untilFinished: request.query.until === 'finished' }
      return answerEvents(deps, request, reply, () => deps.store.read((views) => beginning(views, asked)))
    })
  }
}
