import type { Position } from '@soundmill/event-log'
import { eventHeader, type Finished, Uuid } from '@soundmill/events'
import { HttpProblem } from '@soundmill/runtime'
import { deletionOf } from './episode/known-episode.ts'
import { deletedEpisode, unknownJob } from './jobs/problems.ts'
import { type AnnounceDeps, announceEntries } from './reconcile/announce-entries.ts'
import { ANONYMOUS } from './submit/submission.ts'

export type Target = { episode: string; job: string; traceparent?: string }

/**
 * Ends a job that nobody has ended yet, by saying its outcome; a job that was canceled before is fine.
 * One that only the outbox knows is said first. Throws `not_found` for a job nobody knows, `already_finished` for one
 * that ended otherwise, `gone` when nothing is known any more of an episode but that it was deleted. Rejects with
 * LogUnavailableError, and with StoreUnavailableError when the outbox has to be asked.
 */
export async function cancel(deps: AnnounceDeps, target: Target): Promise<Position> {
  const { episode, job, traceparent } = target
  const known = await submittedPlace(deps, target)
  const about = { source: 'ingest', show: known.show, episode, ...(traceparent && { traceparent }) } as const
  const canceled: Finished = {
    fact: 'finished',
    ...eventHeader(about),
    job,
    data: { outcome: 'canceled', code: 'canceled', reason: 'canceled by request', principal: ANONYMOUS },
  }
  const { recorded } = await deps.events.sayOnce(canceled)
  if (recorded.event.fact === 'finished' && recorded.event.data.outcome !== 'canceled') {
    throw alreadyFinished(job, recorded.event)
  }
  return recorded.position
}

/** The show is part of a job's subject and not of its address: the `submitted` tells it. */
async function submittedPlace(deps: AnnounceDeps, { episode, job }: Target) {
  if (!Uuid.safeParse(episode).success || !Uuid.safeParse(job).success) throw unknownJob(episode, job)
  const pattern = deps.subjects.pattern('submitted', { episode, job })
  const find = () => deps.events.first(pattern)
  const known = await find()
  if (known) return known.event
  const deletion = await deletionOf(deps, episode)
  if (deletion) throw deletedEpisode(episode, deletion.event.time)
  const announced = (await announceEntries(deps, episode)).length > 0 && (await find())
  if (announced) return announced.event
  throw unknownJob(episode, job)
}

function alreadyFinished(job: string, { data }: Finished): HttpProblem {
  const code = data.outcome === 'failed' ? ` with ${data.code}` : ''
  return new HttpProblem(409, 'already_finished', `job ${job} has ${data.outcome}${code}`)
}
