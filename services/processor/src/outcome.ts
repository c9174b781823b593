import type { Delivery, Fate } from '@soundmill/event-log'
import { type Finished, randomId } from '@soundmill/events'
import { describeSpan, failSpan } from '@soundmill/runtime'
import type { Deps } from './deps.ts'
import { type Begun, headerOf, type Job } from './job.ts'
import { persist } from './persist.ts'
import { secondsBetween } from './seconds-between.ts'

export type Outcome = Finished['data']

/** The outcome of a job whose episode must go, whoever notices. */
export const EPISODE_DELETED: Outcome = {
  outcome: 'canceled',
  code: 'episode_deleted',
  reason: 'the episode was deleted',
}

/** An outcome, and of what, as far as it was begun. */
export type Ended = { data: Outcome; begun?: Begun | undefined }

/**
 * Says how a job ended, unless somebody has already; true: our outcome stands. Insists while the log is away.
 * The id is kept over all tries, so that a lost acknowledgement is not taken for another's outcome.
 */
export async function sayOutcome(
  deps: Deps,
  job: Job,
  { data, begun }: Ended,
  delivery: Delivery,
): Promise<boolean> {
  const event: Finished = { fact: 'finished', ...headerOf(job), id: randomId(), data }
  const { outcome } = await persist(() => deps.events.sayOnce(event), delivery)
  if (outcome !== 'said') return false
  const lived = begun && {
    attempts: begun.attempts,
    seconds: secondsBetween(begun.firstStartedAt, event.time),
  }
  deps.onOutcome?.(data, lived)
  const code = 'code' in data ? data.code : undefined
  describeSpan({ 'soundmill.outcome': data.outcome, ...(code !== undefined && { 'soundmill.code': code }) })
  if (data.outcome === 'failed') failSpan(data.code)
  deps.log.info({ outcome: data.outcome, code, seconds: lived?.seconds }, 'the job has ended')
  return true
}

/** As `sayOutcome`, where nothing is left to do afterwards. */
export async function settle(deps: Deps, job: Job, ended: Ended, delivery: Delivery): Promise<Fate> {
  await sayOutcome(deps, job, ended, delivery)
  return 'done'
}
