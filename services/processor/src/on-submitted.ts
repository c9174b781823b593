import type { Delivery, Fate, Worker } from '@soundmill/event-log'
import { type Address, randomId, type Started, UnreadableEventError } from '@soundmill/events'
import { type Made, runAttempt } from './attempt.ts'
import type { Deps } from './deps.ts'
import { endAttempt } from './end-attempt.ts'
import { EndedElsewhereError, endingOf, watchEnding } from './ending.ts'
import { type History, readHistory } from './history.ts'
import { headerOf, type Job, prefixOf, type Run, type SubmittedJob } from './job.ts'
import { EPISODE_DELETED, sayOutcome, settle } from './outcome.ts'
import { dropArtifacts } from './store-artifact.ts'

/** Attempts that may count against a job before it is given up: a file that kills its workers must not go on for ever. */
export const MAX_STRIKES = 5

/**
 * Brings a job to its outcome. Doing it twice is harmless, and so is being killed at any line: what was said
 * is in the log, what was written lies under the run's own prefix, and the outcome is said once.
 */
export function onSubmitted(deps: Deps): Worker {
  return {
    async handle(submitted, delivery) {
      const job = submitted.event
      const valid = await deps.events.first(deps.subjects.pattern('submitted', job))
      if (valid?.sequence !== submitted.sequence) return 'done'
      const ending = await endingOf(deps, job)
      if (ending === 'finished') return 'done'
      if (ending === 'deleted') return settle(deps, job, EPISODE_DELETED, delivery)

      const history = await readHistory(deps.events, deps.subjects, job)
      if (delivery.lapsed()) return 'overtaken'
      if (history.strikes >= MAX_STRIKES) return settle(deps, job, gaveUp(history), delivery)
      const run = await begin(deps, job, history)
      return run ? work(deps, submitted, run, history, delivery) : 'overtaken'
    },

    async unreadable(address, problem, delivery) {
      const job = jobOf(address)
      if (!job || (await hasReadable(deps, job))) return 'done'
      return settle(
        deps,
        job,
        { outcome: 'failed', code: 'unreadable_event', reason: problem.slice(0, 1000) },
        delivery,
      )
    },
  }
}

/** Says `started`, expecting the attempt before it: undefined when another worker was first. */
async function begin(
  { events, worker }: Deps,
  job: Job,
  { last, strikes }: History,
): Promise<Run | undefined> {
  const run = { attempt: (last?.event.data.attempt ?? 0) + 1, runId: randomId() }
  const started: Started = { fact: 'started', ...headerOf(job), data: { ...run, strikes, worker } }
  const { outcome } = await events.sayOnce(started, { expect: last?.sequence ?? 0 })
  return outcome === 'said' ? run : undefined
}

async function work(
  deps: Deps,
  submitted: SubmittedJob,
  run: Run,
  history: History,
  delivery: Delivery,
): Promise<Fate> {
  const job = submitted.event
  const ended = watchEnding(deps, job, run, delivery)
  try {
    const made = await runAttempt(deps, submitted, run, delivery, AbortSignal.any([delivery.signal, ended]))
    return await succeed(deps, job, run, made, delivery)
  } catch (err) {
    const cause = ended.aborted ? ended.reason : err
    if (cause instanceof EndedElsewhereError) return yieldTo(deps, job, run, cause, delivery)
    return endAttempt(deps, job, run, { err, history, delivery })
  }
}

async function succeed(deps: Deps, job: Job, run: Run, made: Made, delivery: Delivery): Promise<Fate> {
  const ending = await endingOf(deps, job)
  if (ending) throw new EndedElsewhereError(ending)
  const said = await sayOutcome(deps, job, { outcome: 'succeeded', ...run, ...made }, delivery)
  if (!said) throw new EndedElsewhereError('finished')
  return 'done'
}

/** Somebody else has ended the job, or has it now: nothing of this run is wanted. */
async function yieldTo(
  deps: Deps,
  job: Job,
  run: Run,
  { ending }: EndedElsewhereError,
  delivery: Delivery,
): Promise<Fate> {
  deps.log.info(
    { episode: job.episode, job: job.job, attempt: run.attempt, ending },
    'stopped: the job was ended by somebody else',
  )
  if (ending === 'deleted') await sayOutcome(deps, job, EPISODE_DELETED, delivery)
  await dropArtifacts(deps.blobs, prefixOf(job, run))
  return ending === 'overtaken' ? 'overtaken' : 'done'
}

function gaveUp({ strikes, failures }: History) {
  const last = failures.at(-1)?.data
  const reason = last ? `the last one: ${last.reason} (${last.code})` : 'each time the worker was lost'
  return {
    outcome: 'failed' as const,
    code: 'gave_up',
    reason: `gave up after ${strikes} attempts; ${reason}`,
    ...(last?.logTail !== undefined && { logTail: last.logTail }),
  }
}

const jobOf = ({ show, episode, job }: Address): Job | undefined => (job ? { show, episode, job } : undefined)

/** Whether the job has a `submitted` that stands and can be read; then the unreadable one is of no account. */
async function hasReadable({ events, subjects }: Deps, job: Job): Promise<boolean> {
  try {
    return (await events.first(subjects.pattern('submitted', job))) !== undefined
  } catch (err) {
    if (err instanceof UnreadableEventError) return false
    throw err
  }
}
