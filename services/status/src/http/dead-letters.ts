import { Show, Uuid } from '@soundmill/events'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { deadLetterOf } from '../queue/dead.ts'
import { deadPage } from '../queue/dead-page.ts'
import type { Views } from '../store/index.ts'
import { DeadLetterJson, deadLetterJson } from './dead-letter-json.ts'
import type { RouteDeps } from './deps.ts'
import { type List, MAX_CURSOR, markAt, pageCursor } from './page-cursor.ts'
import { UnknownEpisodeError } from './refusals.ts'

const Query = z.strictObject({
  show: Show.optional(),
  limit: z.coerce.number().int().min(1).max(100).default(20),
  cursor: z.string().max(MAX_CURSOR).optional().describe('`next` of the page before'),
})

/** What `GET /v1/dead-letters` answers. */
export const DeadLettersPage = z.object({
  deadLetters: z
    .array(DeadLetterJson)
    .describe('May be fewer than `limit` although others follow: what was requeued just now'),
  next: z.string().optional().describe('Cursor of the next page; absent on the last'),
})

/** Jobs that gave up or that nobody could read, until they are sent through again. */
export function deadLettersRoutes({ store }: RouteDeps): FastifyPluginAsyncZod {
  async function pageOf(views: Views, { show, limit, cursor }: z.infer<typeof Query>) {
    // The code stands for both: a cursor goes with no other list.
    const list: List = { sort: '-createdAt', filters: { show, code: 'dead letters' } }
    const page = await deadPage(views, { show, after: markAt(views, list, cursor), limit })
    return {
      deadLetters: page.views.flatMap((view) => {
        const dead = deadLetterOf(view)
        return dead ? [deadLetterJson(view, dead)] : []
      }),
      ...(page.next && { next: pageCursor(views, list, page.next) }),
    }
  }

  async function one(views: Views, job: string) {
    const view = await views.byLatestJob(job)
    const dead = view && deadLetterOf(view)
    if (!dead) throw new UnknownEpisodeError('no job of this id is a dead letter, or not any more')
    return deadLetterJson(view, dead)
  }

  return async (app) => {
    app.get(
      '/v1/dead-letters',
      {
        schema: {
          summary: 'Jobs that gave up or that nobody could read, newest episode first',
          tags: ['queue'],
          operationId: 'listDeadLetters',
          querystring: Query,
          response: { 200: DeadLettersPage },
        },
        config: { refuses: ['store_unavailable'] },
      },
      ({ query }) => store.read((views) => pageOf(views, query)),
    )

    app.get(
      '/v1/dead-letters/:job',
      {
        schema: {
          summary: 'A dead letter, with its attempts and the last its tool printed',
          tags: ['queue'],
          operationId: 'getDeadLetter',
          params: z.object({ job: Uuid }),
          response: { 200: DeadLetterJson },
        },
        config: { refuses: ['not_found', 'store_unavailable', 'log_unavailable', 'view_behind'] },
      },
      ({ params: { job } }) => store.read((views) => one(views, job)),
    )
  }
}
