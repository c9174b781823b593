import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { Views } from '../store/index.ts'
import type { RouteDeps } from './deps.ts'
import { EpisodeJson, episodeJson } from './episode-json.ts'
import { markAt, pageCursor } from './page-cursor.ts'
import { EpisodesQuery, filtersOf } from './page-query.ts'

/** What `GET /v1/episodes` answers. */
export const EpisodesPage = z.object({
  episodes: z
    .array(EpisodeJson)
    .describe('May be fewer than `limit` although others follow: what changed just now and is not asked for'),
  next: z.string().optional().describe('Cursor of the next page; absent on the last'),
})

/** A page of episodes, newest first unless asked otherwise. */
export function episodesRoute({ store }: RouteDeps): FastifyPluginAsyncZod {
  async function pageOf(views: Views, query: z.infer<typeof EpisodesQuery>) {
    const { cursor, limit, sort } = query
    const filters = filtersOf(query)
    const after = markAt(views, { sort, filters }, cursor)
    const page = await views.page({ ...filters, sort, after, limit })
    return {
      episodes: page.views.map((view) => episodeJson(view, views.position(view.sequence))),
      ...(page.next && { next: pageCursor(views, { sort, filters }, page.next) }),
    }
  }

  return async (app) => {
    app.get(
      '/v1/episodes',
      {
        schema: {
          summary: 'Episodes, newest first',
          tags: ['episodes'],
          operationId: 'listEpisodes',
          querystring: EpisodesQuery,
          response: { 200: EpisodesPage },
        },
        config: { refuses: ['store_unavailable'] },
      },
      ({ query }) => store.read((views) => pageOf(views, query)),
    )
  }
}
