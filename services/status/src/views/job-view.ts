import type { Artifact, Finding, Inspection, ResolvedSpec, Submitted } from '@soundmill/events'

/** One run of an episode through one spec, as far as its facts have told. */
export type JobView = {
  id: string
  /** Of its valid `submitted`, and so its rank among the jobs; of the first fact heard while there is none. */
  sequence: number
  /** Absent when its `submitted` could not be read: a newer release wrote it, or it is broken. */
  submission?: Submission
  status: JobStatus
  /** The newest ten, oldest first; the timeline has them all. */
  attempts: AttemptView[]
  /** When the newest run that measured the sources told so. */
  inspectedAt?: string
  /** One a source, in their order. Of the newest run that measured them: sources never change. */
  inspections: Inspection[]
  findings: Finding[]
  /** What the present run has made so far; once the job succeeded, its manifest; otherwise nothing. */
  artifacts: Artifact[]
}

/** What was asked for, by whom. */
export type Submission = {
  at: string
  lane: string
  /** By reference when it is too large for an event; absent where an old job is kept in short. */
  spec?: Spec
  principal: string
  /** The job that was tried again. */
  retryOf?: string
  /** The job whose recordings it took, with other wishes. */
  basedOn?: string
}

/** What a job was asked to do: resolved, or where that is to be read. */
export type Spec = Submitted['data']['spec']

/** Where a job stands. Nothing leads back from `finished`. */
export type JobStatus =
  | { state: 'waiting' }
  | { state: 'running' }
  | { state: 'retrying'; retryAt: string }
  | ({ state: 'finished'; at: string } & Outcome)

/** Every way a job can end. */
export const OUTCOMES = ['succeeded', 'failed', 'canceled'] as const

/** How a job ended: the first `finished` it was given. */
export type Outcome =
  | { outcome: 'succeeded' }
  | ({ outcome: 'failed' } & Failure)
  | { outcome: 'canceled'; code: string; reason: string; principal?: string }

/** A stable code, a sentence for people, and the last the tool printed. */
export type Failure = { code: string; reason: string; logTail?: string }

/** One word for where a job stands. */
export type JobState = JobStatus['state']

/** One try of one worker, as far as it told. */
export type AttemptView = {
  attempt: number
  runId: string
  worker: string
  /** Of the attempts before, how many counted against the job. */
  strikes: number
  startedAt: string
} & AttemptStatus

/** Where an attempt stands. At most the newest one of a job runs. */
export type AttemptStatus =
  | { state: 'running' }
  | { state: 'succeeded'; endedAt: string }
  | ({ state: 'failed'; endedAt: string } & Failure)
  /** Something else ended it: a later attempt began, or the job was canceled or ended by another run. */
  | { state: 'abandoned'; endedAt: string }

/** A spec that travels in the event itself. */
export function isInline(spec: Spec): spec is ResolvedSpec {
  return 'renditions' in spec
}
