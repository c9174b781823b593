import type { Recorded } from '@soundmill/event-log'
import type { EventOf, Finished, JobEvent, Started, Submitted } from '@soundmill/events'
import type { AttemptStatus, AttemptView, JobView, Outcome } from './job-view.ts'

/**
 * The job after one more of its facts; the caller leaves late ones out. A job whose `submitted` is unknown
 * has a view all the same: it may still be told to have ended, and somebody may be waiting for that.
 */
export function evolveJob(job: JobView | undefined, { sequence }: Recorded, event: JobEvent): JobView {
  const known = job ?? unheardOf(event.job, sequence)
  switch (event.fact) {
    case 'submitted':
      return { ...known, sequence, submission: submissionOf(event) }
    case 'started':
      return onStarted(known, event)
    case 'inspected':
    case 'rendered':
    case 'attempt-failed':
      return known.attempts.at(-1)?.runId === event.data.runId ? onRun(known, event) : known
    case 'finished':
      return onFinished(known, event)
  }
}

const unheardOf = (id: string, sequence: number): JobView => ({
  id,
  sequence,
  status: { state: 'waiting' },
  attempts: [],
  inspections: [],
  findings: [],
  artifacts: [],
})

function submissionOf({ time, data: { lane, spec, principal, retryOf, basedOn } }: Submitted) {
  const earlier = { ...(retryOf !== undefined && { retryOf }), ...(basedOn !== undefined && { basedOn }) }
  return { at: time, lane, spec, principal, ...earlier }
}

function onStarted(job: JobView, { time, data }: Started): JobView {
  const { attempt, runId, worker, strikes } = data
  const attempts = job.attempts.map((earlier) => ended(earlier, { state: 'abandoned', endedAt: time }))
  attempts.push({ attempt, runId, worker, strikes, startedAt: time, state: 'running' })
  return { ...job, attempts, artifacts: [], status: { state: 'running' } }
}

function onRun(job: JobView, event: EventOf<'inspected' | 'rendered' | 'attempt-failed'>): JobView {
  switch (event.fact) {
    case 'inspected': {
      const { inspections, findings } = event.data
      return { ...job, inspectedAt: event.time, inspections, findings }
    }
    case 'rendered': {
      const { attempt: _, runId: __, ...artifact } = event.data
      const others = job.artifacts.filter(({ name }) => name !== artifact.name)
      return { ...job, artifacts: [...others, artifact] }
    }
    case 'attempt-failed': {
      const status: AttemptStatus = { state: 'failed', endedAt: event.time, ...failureOf(event.data) }
      const attempts = job.attempts.map((attempt) => ended(attempt, status))
      return { ...job, attempts, artifacts: [], status: { state: 'retrying', retryAt: event.data.retryAt } }
    }
  }
}

/** Whoever said it, an overtaken run included: what was said first stands. */
function onFinished(job: JobView, { time, data }: Finished): JobView {
  const attempts = job.attempts.map((attempt) => atTheEnd(attempt, time, data))
  const status = { state: 'finished' as const, at: time, ...outcomeOf(data) }
  if (data.outcome !== 'succeeded') return { ...job, attempts, status, artifacts: [] }
  return { ...job, attempts, status, artifacts: data.artifacts, findings: data.findings }
}

function outcomeOf(data: Finished['data']): Outcome {
  switch (data.outcome) {
    case 'succeeded':
      return { outcome: 'succeeded' }
    case 'failed':
      return { outcome: 'failed', ...failureOf(data) }
    case 'canceled': {
      const { outcome, code, reason, principal } = data
      return { outcome, code, reason, ...(principal !== undefined && { principal }) }
    }
  }
}

/** How an attempt stands when its job has ended: the run that said so knows, others were left behind. */
function atTheEnd(attempt: AttemptView, endedAt: string, data: Finished['data']): AttemptView {
  if (data.outcome === 'canceled' || data.runId !== attempt.runId) {
    return ended(attempt, { state: 'abandoned', endedAt })
  }
  const status: AttemptStatus =
    data.outcome === 'succeeded'
      ? { state: 'succeeded', endedAt }
      : { state: 'failed', endedAt, ...failureOf(data) }
  return { ...begun(attempt), ...status }
}

const ended = (attempt: AttemptView, status: AttemptStatus): AttemptView =>
  attempt.state === 'running' ? { ...begun(attempt), ...status } : attempt

/** The part of an attempt that its end does not change. */
function begun({ attempt, runId, worker, strikes, startedAt }: AttemptView) {
  return { attempt, runId, worker, strikes, startedAt }
}

function failureOf({
  code,
  reason,
  logTail,
}: {
  code: string
  reason: string
  logTail?: string | undefined
}) {
  return { code, reason, ...(logTail !== undefined && { logTail }) }
}
