import { type EpisodeView, jobOf } from '../views/episode-view.ts'
import type { JobStatus, JobView } from '../views/job-view.ts'

/** Codes of jobs that ended because nobody could work them: each may end otherwise when it is tried again. */
export const DEAD_CODES = ['gave_up', 'unreadable_event'] as const

/** A job that gave up, or that nobody could read: the latest of its episode. */
export type DeadLetter = { job: JobView; failure: DeadStatus }

type DeadStatus = Extract<JobStatus, { state: 'finished'; outcome: 'failed' }>

/** The dead letter that an episode has; undefined when its latest job is none. A deleted episode has none. */
export function deadLetterOf(view: EpisodeView): DeadLetter | undefined {
  const job = jobOf(view, view.latest)
  if (!job || view.deletedAt !== undefined || !isDead(job.status)) return undefined
  return { job, failure: job.status }
}

function isDead(status: JobStatus): status is DeadStatus {
  if (status.state !== 'finished' || status.outcome !== 'failed') return false
  return DEAD_CODES.some((code) => code === status.code)
}
