import { inTime } from '@soundmill/runtime'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { latestPlaceOf, type Place } from '../queue/place.ts'
import type { Queue } from '../queue/queue.ts'
import { type EpisodeView, hasOpenJob } from '../views/episode-view.ts'
import type { RouteDeps } from './deps.ts'
import { EpisodeJson, episodeJson } from './episode-json.ts'
import { readUntil } from './patience.ts'
import { reachPosition } from './position.ts'
import { EpisodeParams, WaitQuery } from './query.ts'
import { AT_A_POSITION, present } from './refusals.ts'

/** One episode, now or when it is finished. */
export function episodeRoute(deps: RouteDeps): FastifyPluginAsyncZod {
  const read = (episode: string) =>
    deps.store.read(async (views) => {
      const view = present(await views.episode(episode))
      return { view, position: views.position(view.sequence) }
    })

  return async (app) => {
    app.get(
      '/v1/episodes/:episode',
      {
        schema: {
          summary: 'An episode, with its published and its latest job',
          tags: ['episodes'],
          operationId: 'getEpisode',
          params: EpisodeParams,
          querystring: WaitQuery,
          response: { 200: EpisodeJson },
        },
        config: { refuses: AT_A_POSITION },
      },
      async ({ params: { episode }, query }, reply) => {
        const patience = { ...deps, reply, until: performance.now() + query.timeoutSeconds * 1000 }
        await reachPosition(deps, query.position, patience)
        const { view, position } = await readUntil(
          patience,
          episode,
          () => read(episode),
          ({ view }) => query.wait === undefined || !hasOpenJob(view),
        )
        return withPlace(episodeJson(view, position), await placeIn(deps.queue, view))
      },
    )
  }
}

/** A queue that cannot be looked at in time is left out: nobody waits long for it, or is refused an episode. */
const QUEUE_PATIENCE_MS = 1_000

async function placeIn(queue: Queue, view: EpisodeView): Promise<Place | undefined> {
  if (!hasOpenJob(view)) return undefined
  const look = await inTime(queue.look(), QUEUE_PATIENCE_MS)
  return look && latestPlaceOf(look, view)
}

function withPlace(json: EpisodeJson, place: Place | undefined): EpisodeJson {
  return json.latest && place ? { ...json, latest: { ...json.latest, queue: place } } : json
}
