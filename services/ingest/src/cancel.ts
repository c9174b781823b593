import type { EventLog, Position } from '@soundmill/event-log'
import { eventHeader, type Finished, type Subjects, Uuid } from '@soundmill/events'
import { HttpProblem } from '@soundmill/runtime'
import { ANONYMOUS } from './submit/submission.ts'

export type CancelDeps = { events: EventLog; subjects: Subjects }

export type Target = { episode: string; job: string; traceparent?: string }

/**
 * Ends a job that nobody has ended yet, by saying its outcome; a job that was canceled before is fine.
 * Throws `not_found` for a job the log does not know, `already_finished` for one that ended otherwise.
 * Rejects with LogUnavailableError.
 */
export async function cancel({ events, subjects }: CancelDeps, target: Target): Promise<Position> {
  const { episode, job, traceparent } = target
  const known = await submittedPlace({ events, subjects }, target)
  const about = { source: 'ingest', show: known.show, episode, ...(traceparent && { traceparent }) } as const
  const canceled: Finished = {
    fact: 'finished',
    ...eventHeader(about),
    job,
    data: { outcome: 'canceled', code: 'canceled', reason: 'canceled by request', principal: ANONYMOUS },
  }
  const { recorded } = await events.sayOnce(canceled)
  if (recorded.event.fact === 'finished' && recorded.event.data.outcome !== 'canceled') {
    throw alreadyFinished(job, recorded.event)
  }
  return recorded.position
}

/** The show is part of a job's subject and not of its address: the `submitted` tells it. */
async function submittedPlace({ events, subjects }: CancelDeps, { episode, job }: Target) {
  const isPossible = Uuid.safeParse(episode).success && Uuid.safeParse(job).success
  const submitted = isPossible && (await events.first(subjects.pattern('submitted', { episode, job })))
  if (submitted) return submitted.event
  throw new HttpProblem(404, 'not_found', `episode ${episode} has no job ${job}`)
}

function alreadyFinished(job: string, { data }: Finished): HttpProblem {
  const code = data.outcome === 'failed' ? ` with ${data.code}` : ''
  return new HttpProblem(409, 'already_finished', `job ${job} has ${data.outcome}${code}`)
}
