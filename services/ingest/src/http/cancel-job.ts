import { type Service, traceOf } from '@soundmill/runtime'
import { z } from 'zod'
import { cancel } from '../cancel.ts'
import { translated } from '../problems.ts'
import type { AnnounceDeps } from '../reconcile/announce-entries.ts'
import { readIdempotencyKey } from '../upload/idempotency-key.ts'
import { refuseBody, takeNoBody } from './no-body.ts'

const Params = z.object({ episode: z.string(), job: z.string() })

const Canceled = z.object({
  episode: z.uuid(),
  job: z.uuid(),
  outcome: z.literal('canceled'),
  position: z.string().describe('Where the outcome stands in the log; a query with `?position=` sees it'),
})

/** `POST /v1/episodes/{id}/jobs/{job}/cancel`: by nature the same however often it is sent. */
export function cancelJob(deps: AnnounceDeps): NonNullable<Service['routes']> {
  const schema = {
    summary: 'End a job, whatever it is doing',
    operationId: 'cancelJob',
    tags: ['jobs'],
    params: Params,
    response: { 200: Canceled },
  }
  const config = {
    refuses: [
      'not_found',
      'conflict',
      'already_finished',
      'gone',
      'too_large',
      'invalid_idempotency_key',
      'log_unavailable',
      'store_unavailable',
    ],
  } as const

  return async (app) => {
    takeNoBody(app)
    app.post('/v1/episodes/:episode/jobs/:job/cancel', { schema, config }, async (request) => {
      readIdempotencyKey(request.headers['idempotency-key'])
      refuseBody(request)
      const { episode, job } = request.params
      const { traceparent } = traceOf(request)
      try {
        const position = await cancel(deps, { episode, job, traceparent })
        return { episode, job, outcome: 'canceled' as const, position }
      } catch (error) {
        throw translated(error)
      }
    })
  }
}
