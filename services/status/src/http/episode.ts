import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { hasOpenJob } from '../views/episode-view.ts'
import type { RouteDeps } from './deps.ts'
import { EpisodeJson, episodeJson } from './episode-json.ts'
import { readUntil } from './patience.ts'
import { reachPosition } from './position.ts'
import { EpisodeParams, WaitQuery } from './query.ts'
import { present } from './refusals.ts'

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
          params: EpisodeParams,
          querystring: WaitQuery,
          response: { 200: EpisodeJson },
        },
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
        return episodeJson(view, position)
      },
    )
  }
}
