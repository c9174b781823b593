import type { Source } from '@soundmill/events'
import type { JobState, JobView } from './job-view.ts'

/** Of an episode, from its latest job; `deleted` ends it. */
export const EPISODE_STATES = ['waiting', 'running', 'retrying', 'finished', 'deleted'] as const

/** Where an episode stands; see `EPISODE_STATES`. */
export type EpisodeState = JobState | 'deleted'

/**
 * What we tell people about one episode: every fact about it, folded. Plain JSON without undefined members,
 * so that a view that was stored equals the view that was folded, byte for byte.
 */
export type EpisodeView = {
  id: string
  show: string
  state: EpisodeState
  /** Of the newest fact that changed it. */
  sequence: number
  /** Of its first fact: what lists are sorted by. Never changes, but for an erased one, whose first fact is gone. */
  firstSequence: number
  createdAt: string
  updatedAt: string
  /** Present: nothing is left but this tombstone. */
  deletedAt?: string
  /** Present: nothing is left anywhere, in the log either. */
  erasedAt?: string
  /** From the spec of the newest job that tells it: one too large for its event tells only a title it has. */
  title?: string
  /** The original recordings. Empty while no readable `submitted` told of them. */
  sources: Source[]
  /** Ranked by their `submitted`, oldest first. */
  jobs: JobView[]
  /** The id of the job whose `submitted` is the newest. Absent when only `deleted` is left in the log. */
  latest?: string
  /** The id of the succeeded job whose `submitted` is the newest: what clients get. */
  published?: string
}

/** The job of an id, if the episode has it. */
export function jobOf(view: EpisodeView, id: string | undefined): JobView | undefined {
  return view.jobs.find((job) => job.id === id)
}

/** Whether a job of the episode has not ended yet. */
export function hasOpenJob(view: EpisodeView): boolean {
  return view.jobs.some((job) => job.status.state !== 'finished')
}
