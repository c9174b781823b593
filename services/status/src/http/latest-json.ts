import { z } from 'zod'
import type { JobView } from '../views/job-view.ts'
import { OUTCOMES } from '../views/job-view.ts'
import { PlaceJson } from './queue-json.ts'
import { presetOf } from './submission-json.ts'

/** The newest job of an episode, in short. */
export const LatestJson = z.object({
  job: z.string(),
  state: z.enum(['waiting', 'running', 'retrying', 'finished']),
  lane: z.string().optional(),
  preset: z.string().optional(),
  retryOf: z.string().optional().describe('The job it tries again'),
  basedOn: z.string().optional().describe('The job whose recordings it takes, with other wishes'),
  submittedAt: z.string().optional(),
  attempt: z.int().describe('Of the newest attempt; 0 before the first'),
  strikes: z.int().describe('How many attempts before the newest one counted against the job'),
  retryAt: z.string().optional(),
  finishedAt: z.string().optional(),
  outcome: z.enum(OUTCOMES).optional(),
  code: z.string().optional(),
  reason: z.string().optional(),
  queue: PlaceJson.optional().describe(
    'Where it stands and for how long still, while it has not ended; lists do not tell',
  ),
})

/** Says it to clients, but for its place in the queue. */
export function latestJson(job: JobView): z.infer<typeof LatestJson> {
  const { id, status, attempts, submission } = job
  const newest = attempts.at(-1)
  return {
    job: id,
    state: status.state,
    ...(submission && wishesOf(submission)),
    attempt: newest?.attempt ?? 0,
    strikes: newest?.strikes ?? 0,
    ...endOf(status),
  }
}

function wishesOf(submission: NonNullable<JobView['submission']>) {
  const { at, lane, retryOf, basedOn } = submission
  return {
    lane,
    ...presetOf(submission),
    ...(retryOf !== undefined && { retryOf }),
    ...(basedOn !== undefined && { basedOn }),
    submittedAt: at,
  }
}

function endOf(status: JobView['status']) {
  if (status.state !== 'finished') return status.state === 'retrying' ? { retryAt: status.retryAt } : {}
  const { at: finishedAt, outcome } = status
  if (outcome === 'succeeded') return { finishedAt, outcome }
  return { finishedAt, outcome, code: status.code, reason: status.reason }
}
