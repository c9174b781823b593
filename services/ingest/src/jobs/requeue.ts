import { idFromKey, Uuid } from '@soundmill/events'
import { HttpProblem } from '@soundmill/runtime'
import { type KnownEpisode, knownEpisode } from '../episode/known-episode.ts'
import type { AnnounceDeps } from '../reconcile/announce-entries.ts'
import type { Accepted } from '../submit/announce.ts'
import { ANONYMOUS } from '../submit/submission.ts'
import { type FurtherJobDeps, furtherJob } from './further-job.ts'
import { outcomeOf } from './retried-job.ts'

/** What the id of the new job is made for; part of it, so it is for ever. */
const ROUTE = 'POST /v1/dead-letters/{job}/requeue'

/** The failures that say nothing of the recording. */
const DEAD = new Set(['gave_up', 'unreadable_event'])

export type RequeueDeps = AnnounceDeps & FurtherJobDeps

/**
 * Tries a dead letter again: a job that gave up or could not be read, and is the latest of its episode. A dead letter
 * is requeued once, by whomever and however often it is asked for; what comes of it is another job, which may become
 * a dead letter of its own. Throws `not_found`, `gone`, and `conflict` with the reason.
 */
export async function requeue(deps: RequeueDeps, job: string, traceparent: string): Promise<Accepted> {
  const { episode } = await whereIs(deps, job)
  const known = await knownEpisode(deps, episode)
  const next = nextOf(known, job)
  if (!known.jobs.some(({ event }) => event.job === next)) await requireDead(deps, known, job)
  return furtherJob(deps, { known, job: next, wish: { retryOf: job }, traceparent })
}

/** By what became of it: a `submitted` nobody can read tells nothing. */
async function whereIs({ events, subjects }: RequeueDeps, job: string) {
  const isPossible = Uuid.safeParse(job).success
  const finished = isPossible && (await events.last(subjects.pattern('finished', { job })))
  if (finished) return finished.event
  const submitted = isPossible && (await events.first(subjects.pattern('submitted', { job })))
  if (submitted) throw noDeadLetter(job, 'has not ended')
  throw new HttpProblem(404, 'not_found', `there is no job ${job.slice(0, 80)}`)
}

async function requireDead(deps: RequeueDeps, known: KnownEpisode, job: string): Promise<void> {
  const outcome = await outcomeOf(deps, { ...known, job })
  if (outcome?.data.outcome !== 'failed') throw noDeadLetter(job, `has ${outcome?.data.outcome}`)
  const { code } = outcome.data
  if (!DEAD.has(code)) throw noDeadLetter(job, `failed with ${code}: retry it where that can help`)
  const { latest } = known
  if (latest.event.job !== job) throw noDeadLetter(job, `was followed by job ${latest.event.job}`)
}

/** A dead letter has one successor. */
const nextOf = ({ show }: KnownEpisode, job: string): string =>
  idFromKey('job', { principal: ANONYMOUS, route: ROUTE, pathIds: [job], show, key: job })

const noDeadLetter = (job: string, why: string) =>
  new HttpProblem(409, 'conflict', `job ${job} is no dead letter: it ${why}`)
