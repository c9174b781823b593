import type { Finished } from '@soundmill/events'
import { HttpProblem } from '@soundmill/runtime'
import { isUnreadable } from '../episode/is-unreadable.ts'
import type { KnownEpisode } from '../episode/known-episode.ts'
import type { LogReading, SubmittedJob } from '../episode/valid-submits.ts'
import { unknownJob, unreadableJob } from './problems.ts'

/**
 * The job to be tried again. Throws `not_found` for one the episode does not have, `not_finished` while it has no
 * outcome, `already_finished` when it succeeded. Rejects with LogUnavailableError.
 */
export async function retriedJob(
  deps: LogReading,
  known: KnownEpisode,
  retryOf: string,
): Promise<SubmittedJob> {
  const found = known.jobs.find(({ event }) => event.job === retryOf)
  if (!found) throw unknownJob(known.episode, retryOf)
  const outcome = await outcomeOf(deps, found.event)
  if (!outcome) {
    const detail = `job ${retryOf} has not ended yet; it can be canceled`
    throw new HttpProblem(409, 'not_finished', detail)
  }
  if (outcome.data.outcome === 'succeeded') {
    const detail = `job ${retryOf} has succeeded; post {"spec":{}} to process the episode again`
    throw new HttpProblem(409, 'already_finished', detail)
  }
  return found
}

/** How a job ended, if it did. Throws `conflict` for an outcome this release cannot read. */
export async function outcomeOf(
  { events, subjects }: LogReading,
  job: { show?: string; episode: string; job: string },
): Promise<Finished | undefined> {
  const found = await events.last(subjects.pattern('finished', job)).catch((err: unknown) => {
    if (isUnreadable(err)) throw unreadableJob(`the outcome of job ${job.job}`, err)
    throw err
  })
  return found?.event.fact === 'finished' ? found.event : undefined
}
