import type { EpisodeView } from './episode-view.ts'
import type { JobStatus, JobView, Submission } from './job-view.ts'

/*
 * A view must fit into one document of 16 MiB (MongoDB's limit) whatever happens to its episode: with a
 * dependency down for days a job is tried without end, and an episode may be processed again for ever.
 * An attempt is at most 16 KiB (a log tail of 4096 characters), the other facts of a job 64 KiB each.
 */

const ATTEMPTS_KEPT = 10
const JOBS_KEPT_WHOLE = 32

/** Older attempts, and the details of older jobs that are over, are left to the timeline. */
export function withinBounds(view: EpisodeView): EpisodeView {
  const firstWhole = view.jobs.length - JOBS_KEPT_WHOLE
  return {
    ...view,
    jobs: view.jobs.map((job, rank) => {
      const isWhole = rank >= firstWhole || job.id === view.published || job.status.state !== 'finished'
      return isWhole ? withNewestAttempts(job) : inShort(job)
    }),
  }
}

function withNewestAttempts(job: JobView): JobView {
  return job.attempts.length > ATTEMPTS_KEPT ? { ...job, attempts: job.attempts.slice(-ATTEMPTS_KEPT) } : job
}

/** Never the published job: artifacts that clients get are not forgotten. */
function inShort(job: JobView): JobView {
  const { inspectedAt: _, ...rest } = job
  const nothing = { attempts: [], inspections: [], findings: [], artifacts: [] }
  const short = { ...rest, ...nothing, status: withoutLogTail(job.status) }
  return job.submission ? { ...short, submission: withoutSpec(job.submission) } : short
}

function withoutLogTail(status: JobStatus): JobStatus {
  if (!('logTail' in status)) return status
  const { logTail: _, ...rest } = status
  return rest
}

const withoutSpec = ({ spec: _, ...submission }: Submission): Submission => submission
