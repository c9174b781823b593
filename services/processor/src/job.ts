import type { Recorded } from '@soundmill/event-log'
import { eventHeader, type Submitted } from '@soundmill/events'

/** The job an event belongs to. */
export type Job = { show: string; episode: string; job: string; traceparent?: string }

/** One try at a job: it says and writes under its own run id, so no two runs ever meet. */
export type Run = { attempt: number; runId: string }

/** Since when a job is worked on, and how often it was begun. */
export type Begun = { firstStartedAt: string; attempts: number }

/** A run that was begun. */
export type Beginning = { run: Run; begun: Begun }

export type SubmittedJob = Recorded<Submitted>

/** The head of every event this service says of a job. */
export const headerOf = (job: Job) => ({ ...eventHeader({ ...job, source: 'processor' }), job: job.job })

/** Where a run keeps its artifacts: nobody else writes there. */
export const prefixOf = ({ episode, job }: Job, { runId }: Run): string =>
  `artifacts/${episode}/${job}/${runId}/`
