import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { Views } from '../store/index.ts'
import { cursorAt, sequenceOf } from './cursor.ts'
import type { RouteDeps } from './deps.ts'
import { EpisodeParams } from './query.ts'
import { OF_AN_EPISODE, present } from './refusals.ts'
import { FactJson, factJson } from './timeline-json.ts'

const Query = z.strictObject({
  limit: z.coerce.number().int().min(1).max(500).default(100),
  cursor: z.string().max(200).optional().describe('`next` of the page before'),
})

/** What `GET …/timeline` answers. */
export const TimelinePage = z.object({
  timeline: z.array(FactJson).describe('In the order of the log'),
  next: z.string().optional().describe('Cursor of the next page; absent on the last'),
})

/** Everything that ever happened to an episode, late facts included. */
export function timelineRoute({ store }: RouteDeps): FastifyPluginAsyncZod {
  async function pageOf(views: Views, episode: string, { cursor, limit }: z.infer<typeof Query>) {
    present(await views.episode(episode))
    const after = sequenceOf(views, cursor) ?? 0
    const found = await views.timeline({ episode, after, limit: limit + 1 })
    const page = found.slice(0, limit)
    const last = page.at(-1)
    return {
      timeline: page.map((entry) => factJson(entry, views.position(entry.sequence))),
      ...(last && found.length > limit && { next: cursorAt(views, last.sequence) }),
    }
  }

  return async (app) => {
    app.get(
      '/v1/episodes/:episode/timeline',
      {
        schema: {
          summary: 'Every fact, attempt and worker, in order',
          tags: ['episodes'],
          operationId: 'getTimeline',
          params: EpisodeParams,
          querystring: Query,
          response: { 200: TimelinePage },
        },
        config: { refuses: OF_AN_EPISODE },
      },
      ({ params, query }) => store.read((views) => pageOf(views, params.episode, query)),
    )
  }
}
