import { type Service, traceOf } from '@soundmill/runtime'
import { z } from 'zod'
import { deleteEpisode } from '../episode/delete-episode.ts'
import type { DropDeps } from '../episode/drop-bytes.ts'
import { translated } from '../problems.ts'
import { takeNoBody } from './no-body.ts'

const Deleted = z.object({
  episode: z.uuid(),
  position: z.string().describe('Where the deletion stands in the log; a query with `?position=` sees it'),
})

/** `DELETE /v1/episodes/{id}`: by nature the same however often it is sent. */
export function deleteEpisodeRoute(deps: DropDeps): NonNullable<Service['routes']> {
  const schema = {
    summary: 'Delete an episode: its jobs end, its bytes go, and it answers 410 from then on',
    operationId: 'deleteEpisode',
    tags: ['episodes'],
    params: z.object({ episode: z.string() }),
    response: { 202: Deleted },
  }
  const config = { refuses: ['not_found', 'conflict', 'log_unavailable', 'store_unavailable'] } as const

  return async (app) => {
    takeNoBody(app)
    app.delete('/v1/episodes/:episode', { schema, config }, async (request, reply) => {
      const { episode } = request.params
      const { traceparent } = traceOf(request)
      try {
        const position = await deleteEpisode(deps, { episode, traceparent })
        return reply.code(202).send({ episode, position })
      } catch (error) {
        throw translated(error)
      }
    })
  }
}
