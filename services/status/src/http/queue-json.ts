import { Lane, LaneState } from '@soundmill/events'
import { z } from 'zod'

const Seconds = z.number().min(0)
const Count = z.int().min(0)

/** Where an open job stands; see `Place`. Part of an episode's JSON as `latest.queue`. */
export const PlaceJson = z.object({
  job: z.string(),
  lane: z.string(),
  state: z.enum(['waiting', 'running', 'retrying']),
  position: z.int().min(1).optional().describe('Among those that wait in its lane; 1 is next'),
  ahead: Count.optional().describe('Jobs that are taken up before it, of the other lane too'),
  atLeast: z.literal(true).optional().describe('The queue is so long that these numbers are lower bounds'),
  estimatedStartSeconds: Seconds.optional().describe('From now, as is the finish'),
  estimatedFinishSeconds: Seconds.optional(),
  reason: z
    .enum(['paused', 'no_workers'])
    .optional()
    .describe(
      'Why nobody can say when: nothing is taken from its lane, or nobody is there; its worker was lost, if it runs',
    ),
  basis: z
    .enum(['measured', 'assumed'])
    .describe('Whether estimates come from jobs that ended here, or nothing was measured yet'),
  step: z.string().optional().describe('What it was heard to do in the last half minute'),
  percent: z.number().min(0).max(100).optional().describe('Of this step'),
})

const OldestJson = z.object({
  episode: z.string(),
  job: z.string(),
  since: z.string(),
  seconds: Seconds.describe('How long it has been waiting'),
})

const LaneJson = z.object({
  lane: Lane,
  state: LaneState.optional().describe('Absent, as is `depth`, while the event log does not answer'),
  since: z.string().optional().describe('When somebody last changed the state, if anybody did'),
  principal: z.string().optional().describe('Who'),
  waiting: Count,
  running: Count,
  retrying: Count.describe('Between two attempts'),
  truncated: z.literal(true).optional().describe('There are more; only the oldest 10,000 were counted'),
  depth: z
    .object({ waiting: Count, inHand: Count, idleHands: Count })
    .optional()
    .describe("The log's own numbers; a job in hand is running or waits for its next attempt"),
  oldest: OldestJson.optional().describe('Of those that wait for their first attempt'),
  estimatedWaitSeconds: Seconds.optional().describe('Until a job that is submitted now is taken up'),
  reason: z.enum(['paused', 'draining', 'no_workers']).optional().describe('Why there is no estimate'),
})

const InFlightJson = z.object({
  episode: z.string(),
  show: z.string(),
  job: z.string(),
  lane: z.string(),
  startedAt: z.string().optional().describe('Of this attempt, as are number and worker'),
  attempt: z.int().min(1).optional(),
  worker: z.string().optional(),
  step: z.string().optional().describe('What it was heard to do in the last half minute'),
  percent: z.number().min(0).max(100).optional().describe('Of this step'),
  etaSeconds: Seconds.optional().describe(
    'Until the job is finished; absent when its worker was not heard for half a minute: another will take it',
  ),
  links: z.object({ episode: z.string(), job: z.string() }),
})

const AskedJson = z.object({
  id: z.string(),
  job: z.string().optional().describe('The newest job'),
  state: z.enum(['waiting', 'running', 'retrying', 'finished']),
  queue: PlaceJson.optional().describe('Absent when no estimate can be made: the job has ended'),
})

/** What `GET /v1/queue` answers. */
export const QueueJson = z.object({
  at: z.string().describe('When it was asked; numbers may be half a second old'),
  lanes: z.array(LaneJson),
  hands: z.object({
    busy: Count,
    idle: Count.optional().describe('Absent while the event log does not answer'),
  }),
  inFlight: z.array(InFlightJson).describe('Jobs that are running, longest first'),
  basis: PlaceJson.shape.basis,
  measuredJobs: Count.describe('The estimates come from so many jobs, of the newest 1,000 that ended'),
  episode: AskedJson.optional().describe('The one that was asked for'),
})

/** See the schema of this name. */
export type QueueJson = z.infer<typeof QueueJson>
/** One lane of it. */
export type LaneJson = z.infer<typeof LaneJson>
/** One job of it that runs. */
export type InFlightJson = z.infer<typeof InFlightJson>
