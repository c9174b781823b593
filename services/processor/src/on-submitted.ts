import { type Delivery, type Fate, TryAgainError, type Worker } from '@soundmill/event-log'
import { type Address, EventTooLargeError, UnreadableEventError } from '@soundmill/events'
import { aboutJob, currentTrace, describeSpan } from '@soundmill/runtime'
import { ZodError } from 'zod'
import { type Made, runAttempt } from './attempt.ts'
import { describeAttempt } from './attempt-span.ts'
import type { Deps } from './deps.ts'
import { endAttempt } from './end-attempt.ts'
import { EndedElsewhereError, endingOf, watchEnding } from './ending.ts'
import { forgetRun } from './forget-run.ts'
import type { History } from './history.ts'
import type { Beginning, Job, SubmittedJob } from './job.ts'
import { EPISODE_DELETED, sayOutcome, settle } from './outcome.ts'
import { persist } from './persist.ts'
import { begin, begunBefore, gaveUp, MAX_STRIKES, standingOf } from './standing.ts'

/**
 * Brings a job to its outcome. Doing it twice is harmless, and so is being killed at any line: what was said
 * is in the log, what was written lies under the run's own prefix, and the outcome is said once.
 */
export function onSubmitted(given: Deps): Worker {
  return {
    async handle(submitted, delivery) {
      const job = submitted.event
      const deps = { ...given, log: aboutJob(given.log, job) }
      deps.log.info({ lane: job.data.lane }, 'received a job')
      // While the log can tell or take nothing the job is kept: handing it back would deal it again at once.
      const standing = await persist(() => standingOf(deps, submitted), delivery)
      if (standing === 'settled') return 'done'
      if (standing === 'deleted') return settle(deps, job, { data: EPISODE_DELETED }, delivery)
      if (delivery.lapsed()) return 'overtaken'
      if (standing.strikes >= MAX_STRIKES) {
        return settle(deps, job, { data: gaveUp(standing), begun: begunBefore(standing) }, delivery)
      }
      const beginning = await begin(deps, job, standing, delivery)
      return beginning ? work(deps, submitted, beginning, standing, delivery) : 'overtaken'
    },

    async unreadable(address, problem, delivery) {
      const job = jobOf(address)
      if (!job || (await hasReadable(given, job))) return 'done'
      const deps = { ...given, log: aboutJob(given.log, job) }
      const reason = problem.slice(0, 1000)
      return settle(deps, job, { data: { outcome: 'failed', code: 'unreadable_event', reason } }, delivery)
    },
  }
}

async function work(
  given: Deps,
  submitted: SubmittedJob,
  beginning: Beginning,
  history: History,
  delivery: Delivery,
): Promise<Fate> {
  const job = submitted.event
  const { run, begun } = beginning
  const deps = { ...given, log: given.log.child({ attempt: run.attempt }) }
  describeAttempt(job, run, history)
  deps.log.info({ strikes: history.strikes }, 'an attempt begins')
  const beganAt = performance.now()
  const ended = watchEnding(deps, job, run, delivery)
  try {
    const made = await runAttempt(deps, submitted, run, delivery, AbortSignal.any([delivery.signal, ended]))
    const seconds = (performance.now() - beganAt) / 1_000
    const fate = await succeed(deps, job, beginning, made, delivery)
    deps.onPace?.(made.audioSeconds / seconds)
    return fate
  } catch (err) {
    if (err instanceof UnsettledError) throw new TryAgainError(err.message, 1_000, { cause: err })
    const cause = ended.aborted ? ended.reason : err
    if (cause instanceof EndedElsewhereError) return yieldTo(deps, job, beginning, cause, delivery)
    return endAttempt(deps, job, run, { err, begun, history, delivery })
  }
}

/**
 * Our outcome was sent, and nobody can say whether it stands: it may be in the log, or arrive there yet.
 * So nothing is said against it and nothing it names is deleted; the next delivery reads what came of it.
 */
class UnsettledError extends Error {
  override name = 'UnsettledError'
}

/** What `encode` refuses never leaves this process. */
const NEVER_SENT = [EventTooLargeError, ZodError]

async function succeed(
  deps: Deps,
  job: Job,
  { run, begun }: Beginning,
  { artifacts, findings }: Made,
  delivery: Delivery,
): Promise<Fate> {
  const ending = await persist(() => endingOf(deps, job, run), delivery)
  if (ending) throw new EndedElsewhereError(ending)
  const data = { outcome: 'succeeded' as const, ...run, artifacts, findings }
  const said = await sayOutcome(deps, job, { data, begun }, delivery).catch((cause) => {
    if (NEVER_SENT.some((kind) => cause instanceof kind)) throw cause
    throw new UnsettledError('the log did not confirm the outcome', { cause })
  })
  if (!said) throw new EndedElsewhereError('finished')
  return 'done'
}

/** Somebody else has ended the job, or has it now: nothing of this run is wanted. */
async function yieldTo(
  deps: Deps,
  job: Job,
  { run, begun }: Beginning,
  { ending }: EndedElsewhereError,
  delivery: Delivery,
): Promise<Fate> {
  deps.log.info({ ending }, 'stopped: the job was ended by somebody else')
  describeSpan({ 'soundmill.ending': ending })
  if (ending === 'deleted') await sayOutcome(deps, job, { data: EPISODE_DELETED, begun }, delivery)
  await forgetRun(deps, job, run)
  return ending === 'overtaken' ? 'overtaken' : 'done'
}

/** Which request it goes back to nobody can read any more: its outcome begins a trace, so that logs and users have one. */
const jobOf = ({ show, episode, job }: Address): Job | undefined =>
  job ? { show, episode, job, traceparent: currentTrace().traceparent } : undefined

/** Whether the job has a `submitted` that stands and can be read; then the unreadable one is of no account. */
async function hasReadable({ events, subjects }: Deps, job: Job): Promise<boolean> {
  try {
    return (await events.first(subjects.pattern('submitted', job))) !== undefined
  } catch (err) {
    if (err instanceof UnreadableEventError) return false
    throw err
  }
}
