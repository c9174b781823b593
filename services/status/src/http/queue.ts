import { Uuid } from '@soundmill/events'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { latestPlaceOf } from '../queue/place.ts'
import { type EpisodeView, jobOf } from '../views/episode-view.ts'
import type { RouteDeps } from './deps.ts'
import { QueueJson } from './queue-json.ts'
import { queueJson } from './queue-said.ts'
import { present } from './refusals.ts'

const Query = z.strictObject({
  episode: Uuid.optional().describe('Tell where its newest job stands, too'),
})

/** What waits and what runs, and how long still. */
export function queueRoute({ store, queue }: RouteDeps): FastifyPluginAsyncZod {
  async function answer(episode: string | undefined): Promise<QueueJson> {
    const view =
      episode === undefined
        ? undefined
        : await store.read(async (views) => present(await views.episode(episode)))
    const look = await queue.look()
    return { ...queueJson(look), ...(view && { episode: askedJson(look, view) }) }
  }

  return async (app) => {
    app.get(
      '/v1/queue',
      {
        schema: {
          summary: 'What waits, what runs, and how long still',
          description:
            'Estimates: seconds of work are the length of the audio ÷ the pace of measuring + the length ÷ the ' +
            'pace of making, with paces and lengths by byte as medians of the newest jobs that ended; jobs are ' +
            'given to the hand that is free first, three urgent ones to one normal.',
          tags: ['queue'],
          operationId: 'getQueue',
          querystring: Query,
          response: { 200: QueueJson },
        },
        config: { refuses: ['not_found', 'gone', 'store_unavailable', 'log_unavailable', 'view_behind'] },
      },
      ({ query }) => answer(query.episode),
    )
  }
}

function askedJson(look: Parameters<typeof latestPlaceOf>[0], view: EpisodeView): QueueJson['episode'] {
  const latest = jobOf(view, view.latest)
  const place = latestPlaceOf(look, view)
  return {
    id: view.id,
    ...(latest && { job: latest.id }),
    state: latest?.status.state ?? 'waiting',
    ...(place && { queue: place }),
  }
}
