import { HttpProblem, type Service, traceOf } from '@soundmill/runtime'
import { z } from 'zod'
import { type CancelDeps, cancel } from '../cancel.ts'
import { translated } from '../problems.ts'
import { readIdempotencyKey } from '../upload/idempotency-key.ts'

/** Some clients send an empty object with every POST; a kilobyte is more than enough of it. */
const MOST_BODY_BYTES = 1024
const NOTHING = /^\s*(?:\{\s*\}|null)?\s*$/

const Params = z.object({ episode: z.string(), job: z.string() })

const Canceled = z.object({
  episode: z.uuid(),
  job: z.uuid(),
  outcome: z.literal('canceled'),
  position: z.string().describe('Where the outcome stands in the log; a query with `?position=` sees it'),
})

/** `POST /v1/episodes/{id}/jobs/{job}/cancel`: by nature the same however often it is sent. */
export function cancelJob(deps: CancelDeps): NonNullable<Service['routes']> {
  const schema = { params: Params, response: { 200: Canceled } }

  return async (app) => {
    app.removeAllContentTypeParsers()
    const options = { parseAs: 'string', bodyLimit: MOST_BODY_BYTES } as const
    app.addContentTypeParser('*', options, (_request, body, done) => done(null, body))

    app.post('/v1/episodes/:episode/jobs/:job/cancel', { schema }, async (request) => {
      readIdempotencyKey(request.headers['idempotency-key'])
      if (typeof request.body === 'string' && !NOTHING.test(request.body)) {
        throw new HttpProblem(400, 'invalid_request', 'cancel takes no body')
      }
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
