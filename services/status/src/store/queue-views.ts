import type { EpisodeState, EpisodeView } from '../views/episode-view.ts'
import type { EndedJob, OpenJob } from '../views/job-keys.ts'
import type { Outcome } from '../views/job-view.ts'

/** A job that has not ended, and whose it is. */
export type OpenRow = OpenJob & { episode: string; show: string }

/** A job that has ended, and whose it is. */
export type EndedRow = EndedJob & { episode: string; show: string }

/** So many episodes are in this state, and their latest job, if it is finished, ended like this. */
export type Count = { state: EpisodeState; outcome?: Outcome['outcome']; code?: string; episodes: number }

/** What queue, throughput and dead letters are reckoned from. Part of `Views`. */
export interface QueueViews {
  /**
   * The oldest open jobs of a lane, by the sequence of their `submitted`. Where there are more than `limit`,
   * those of the episodes that have had an open job for the longest.
   */
  openJobs(query: { lane: string; limit: number }): Promise<OpenRow[]>
  /** The jobs that ended last, newest first: of each episode the latest job, if it is the one that ended. */
  endedJobs(query: { show?: string | undefined; limit: number }): Promise<EndedRow[]>
  /** How many episodes there are of each kind, in no order; of one show, or of all. */
  counts(query: { show?: string | undefined }): Promise<Count[]>
  /** The episode whose latest job this is. */
  byLatestJob(job: string): Promise<EpisodeView | undefined>
}
