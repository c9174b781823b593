import { Show } from '@soundmill/events'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { Views } from '../store/index.ts'
import { EPISODE_STATES } from '../views/episode-view.ts'
import { cursorAt, sequenceOf } from './cursor.ts'
import type { RouteDeps } from './deps.ts'
import { EpisodeJson, episodeJson } from './episode-json.ts'

/** As `sha256sum` prints it, or PowerShell's `Get-FileHash`, which writes it in capitals. */
const AnySha256 = z
  .string()
  .regex(/^[0-9a-fA-F]{64}$/, 'must be a SHA-256: 64 hexadecimal digits')
  .toLowerCase()

const Query = z.strictObject({
  show: Show.optional(),
  state: z.enum(EPISODE_STATES).optional().describe('Deleted episodes are only listed when asked for'),
  sourceSha256: AnySha256.optional().describe('Episodes one of whose sources has this SHA-256'),
  limit: z.coerce.number().int().min(1).max(100).default(20),
  cursor: z.string().max(200).optional().describe('`next` of the page before'),
})

/** What `GET /v1/episodes` answers. */
export const EpisodesPage = z.object({
  episodes: z.array(EpisodeJson),
  next: z.string().optional().describe('Cursor of the next page; absent on the last'),
})

/** A page of episodes, newest first. */
export function episodesRoute({ store }: RouteDeps): FastifyPluginAsyncZod {
  async function pageOf(views: Views, query: z.infer<typeof Query>): Promise<z.infer<typeof EpisodesPage>> {
    const { cursor, limit, ...filter } = query
    const before = sequenceOf(views, cursor)
    // One more than asked for tells whether there is a next page.
    const found = await views.page({ ...filter, before, limit: limit + 1 })
    const page = found.slice(0, limit)
    const last = page.at(-1)
    return {
      episodes: page.map((view) => episodeJson(view, views.position(view.sequence))),
      ...(last && found.length > limit && { next: cursorAt(views, last.firstSequence) }),
    }
  }

  return async (app) => {
    app.get(
      '/v1/episodes',
      {
        schema: {
          summary: 'Episodes, newest first',
          tags: ['episodes'],
          querystring: Query,
          response: { 200: EpisodesPage },
        },
      },
      ({ query }) => store.read((views) => pageOf(views, query)),
    )
  }
}
