import type { EpisodeView } from './episode-view.ts'
import type { AttemptView, JobState, JobView, Outcome } from './job-view.ts'

/** How much there is to do: the sources, and once they were decoded how long they are together. */
export type JobSize = {
  bytes: number
  /** Of the first source. */
  mediaType: string
  durationSeconds?: number
}

/** A job that has not ended, as a queue shows it. */
export type OpenJob = JobSize & {
  job: string
  lane: string
  /** Of its `submitted`. */
  sequence: number
  state: Exclude<JobState, 'finished'>
  /** When it was submitted. */
  since: string
  /** Of the attempt that is running, as are its number and its worker. */
  startedAt?: string
  attempt?: number
  worker?: string
  /** Of the newest attempt that was inspected, which need not be the one that is running. */
  inspectedAt?: string
}

/** A job that has ended, as throughput is reckoned from it. */
export type EndedJob = JobSize & {
  job: string
  lane: string
  /** Of its `submitted`. */
  sequence: number
  outcome: Outcome['outcome']
  code?: string
  submittedAt: string
  /** Of the attempt that ended it; a canceled job has none. */
  startedAt?: string
  inspectedAt?: string
  endedAt: string
  attempts: number
  /** As its newest attempt counted them: of the attempts before that. */
  strikes: number
}

/** The jobs of an episode that have not ended, oldest first. */
export function openJobsOf(view: EpisodeView): OpenJob[] {
  return view.jobs.flatMap((job) => openJobOf(view, job) ?? [])
}

function openJobOf(view: EpisodeView, job: JobView): OpenJob | undefined {
  const { id, sequence, submission, status } = job
  if (!submission || status.state === 'finished') return undefined
  const running = job.attempts.find(({ state }) => state === 'running')
  const { lane, at: since } = submission
  return {
    job: id,
    lane,
    sequence,
    state: status.state,
    since,
    ...(running && runningKeys(running)),
    ...sizeOf(view, job),
  }
}

const runningKeys = ({ startedAt, attempt, worker }: AttemptView) => ({ startedAt, attempt, worker })

/** The job as one that ended; undefined while it has not, or nobody knows what was asked for. */
export function endedJobOf(view: EpisodeView, job: JobView | undefined): EndedJob | undefined {
  if (!job?.submission || job.status.state !== 'finished') return undefined
  const { id, sequence, submission, status, attempts } = job
  const last = attempts.findLast(({ state }) => state === 'succeeded' || state === 'failed')
  const endedIt = last && 'endedAt' in last && last.endedAt === status.at ? last : undefined
  return {
    job: id,
    lane: submission.lane,
    sequence,
    outcome: status.outcome,
    ...(status.outcome !== 'succeeded' && { code: status.code }),
    submittedAt: submission.at,
    ...(endedIt && { startedAt: endedIt.startedAt }),
    endedAt: status.at,
    attempts: attempts.at(-1)?.attempt ?? 0,
    strikes: attempts.at(-1)?.strikes ?? 0,
    ...sizeOf(view, job),
  }
}

/** Every job of an episode is made of the same sources. */
function sizeOf({ sources }: EpisodeView, { inspectedAt, inspections }: JobView) {
  const seconds = inspections.reduce((sum, one) => sum + one.decodedDurationSeconds, 0)
  return {
    ...(inspectedAt !== undefined && { inspectedAt }),
    bytes: sources.reduce((sum, one) => sum + one.bytes, 0),
    mediaType: sources[0]?.mediaType ?? 'application/octet-stream',
    ...(inspections.length > 0 && { durationSeconds: seconds }),
  }
}
