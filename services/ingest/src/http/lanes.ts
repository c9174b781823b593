import type { EventLog } from '@soundmill/event-log'
import { Lane, LaneState } from '@soundmill/events'
import { HttpProblem, type Service } from '@soundmill/runtime'
import { z } from 'zod'
import type { Gate } from '../lanes/gate.ts'
import { translated } from '../problems.ts'
import { ANONYMOUS } from '../submit/submission.ts'
import { readIdempotencyKey } from '../upload/idempotency-key.ts'
import { refuseBody, takeNoBody } from './no-body.ts'

const HANDLES = [
  {
    verb: 'pause',
    state: 'paused',
    summary: 'Pause a lane: jobs are accepted and wait, what is in hand goes on',
  },
  {
    verb: 'drain',
    state: 'draining',
    summary: 'Drain a lane: what is in it is worked, nothing more is accepted',
  },
  { verb: 'resume', state: 'open', summary: 'Open a lane that was paused or draining' },
] as const

const Changed = z.object({
  lane: Lane,
  state: LaneState,
  position: z.string().describe('A place in the log at which the lane is so'),
})

/** `POST /v1/lanes/{lane}/pause|drain|resume`: by nature the same however often they are sent. */
export function lanes({ events, gate }: { events: EventLog; gate: Gate }): NonNullable<Service['routes']> {
  const config = {
    refuses: ['not_found', 'too_large', 'invalid_idempotency_key', 'log_unavailable'],
  } as const

  return async (app) => {
    takeNoBody(app)
    for (const { verb, state, summary } of HANDLES) {
      const schema = {
        summary,
        operationId: `${verb}Lane`,
        tags: ['queue'],
        params: z.object({ lane: z.string() }),
        response: { 200: Changed },
      }
      app.post(`/v1/lanes/:lane/${verb}`, { schema, config }, async (request) => {
        readIdempotencyKey(request.headers['idempotency-key'])
        refuseBody(request)
        const { data: lane } = Lane.safeParse(request.params.lane)
        if (lane === undefined) throw unknownLane(request.params.lane)
        const { position } = await events.lanes.set(lane, state, ANONYMOUS).catch((err: unknown) => {
          throw translated(err)
        })
        gate.forget(lane)
        return { lane, state, position }
      })
    }
  }
}

const unknownLane = (lane: string) =>
  new HttpProblem(
    404,
    'not_found',
    `there is no lane ${lane.slice(0, 80)}; there are: ${Lane.options.join(', ')}`,
  )
