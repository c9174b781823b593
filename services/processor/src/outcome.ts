import type { Delivery, Fate } from '@soundmill/event-log'
import { type Finished, randomId } from '@soundmill/events'
import type { Deps } from './deps.ts'
import { headerOf, type Job } from './job.ts'
import { persist } from './persist.ts'

export type Outcome = Finished['data']

/** The outcome of a job whose episode must go, whoever notices. */
export const EPISODE_DELETED: Outcome = {
  outcome: 'canceled',
  code: 'episode_deleted',
  reason: 'the episode was deleted',
}

/**
 * Says how a job ended, unless somebody has already; true: our outcome stands. Insists while the log is away.
 * The id is kept over all tries, so that a lost acknowledgement is not taken for another's outcome.
 */
export async function sayOutcome(deps: Deps, job: Job, data: Outcome, delivery: Delivery): Promise<boolean> {
  const event: Finished = { fact: 'finished', ...headerOf(job), id: randomId(), data }
  const { outcome } = await persist(() => deps.events.sayOnce(event), delivery)
  if (outcome === 'said') deps.onOutcome?.(data)
  return outcome === 'said'
}

/** As `sayOutcome`, where nothing is left to do afterwards. */
export async function settle(deps: Deps, job: Job, data: Outcome, delivery: Delivery): Promise<Fate> {
  await sayOutcome(deps, job, data, delivery)
  return 'done'
}
