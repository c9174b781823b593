import { type EpisodeEvent, type EventOf, isJobEvent } from '@soundmill/events'
import { type EpisodeView, jobOf } from './episode-view.ts'
import type { JobView } from './job-view.ts'

/** Facts said by one run of a job. */
export type RunEvent = EventOf<'inspected' | 'rendered' | 'attempt-failed'>

/**
 * Whether a fact came after what it tells of was decided: a second `submitted`, anything after `finished`,
 * anything of a run that was overtaken or had ended. Legal in the log, without effect on the view.
 */
export function isLate(view: EpisodeView | undefined, event: EpisodeEvent): boolean {
  // Said again, it takes away what came since, and others must see how far.
  if (view?.erasedAt !== undefined) return event.fact !== 'erased'
  if (!isJobEvent(event)) return event.fact === 'deleted' && view?.deletedAt !== undefined
  const job = view && jobOf(view, event.job)
  if (!job) return false
  switch (event.fact) {
    case 'submitted':
      return job.submission !== undefined
    case 'started':
      return hasEnded(job) || event.data.attempt <= (job.attempts.at(-1)?.attempt ?? 0)
    case 'inspected':
    case 'rendered':
    case 'attempt-failed':
      return hasEnded(job) || isOvertaken(job, event)
    case 'finished':
      return hasEnded(job)
  }
}

const hasEnded = (job: JobView): boolean => job.status.state === 'finished'

/** A run that nobody saw start was not overtaken: its `started` could not be read. */
function isOvertaken(job: JobView, { data }: RunEvent): boolean {
  const newest = job.attempts.at(-1)
  return newest !== undefined && (newest.runId !== data.runId || newest.state !== 'running')
}
