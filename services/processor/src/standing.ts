import type { Delivery } from '@soundmill/event-log'
import { randomId, type Started } from '@soundmill/events'
import type { Deps } from './deps.ts'
import { endingOf } from './ending.ts'
import { type History, readHistory } from './history.ts'
import { type Beginning, type Begun, headerOf, type SubmittedJob } from './job.ts'
import { persist } from './persist.ts'
import { secondsBetween } from './seconds-between.ts'

/** Attempts that may count against a job before it is given up: a file that kills its workers must not go on for ever. */
export const MAX_STRIKES = 5

/** What the log says of the job: that nothing is to be done, or what was tried before. */
export async function standingOf(
  deps: Deps,
  submitted: SubmittedJob,
): Promise<'settled' | 'deleted' | History> {
  const { events, subjects } = deps
  const job = submitted.event
  // All at once, for the job's sake that waits: whatever order the answers are from, the fence holds.
  const [valid, ending, history] = await Promise.all([
    events.first(subjects.pattern('submitted', job)),
    endingOf(deps, job),
    readHistory(events, subjects, job),
  ])
  if (valid?.sequence !== submitted.sequence) return 'settled'
  if (ending) return ending === 'deleted' ? 'deleted' : 'settled'
  return history
}

/** Says `started`, expecting the attempt before it: undefined when another worker was first. */
export async function begin(
  deps: Deps,
  job: SubmittedJob['event'],
  { first, last, strikes }: History,
  delivery: Delivery,
): Promise<Beginning | undefined> {
  const { events, worker } = deps
  const run = { attempt: (last?.event.data.attempt ?? 0) + 1, runId: randomId() }
  const started: Started = { fact: 'started', ...headerOf(job), data: { ...run, strikes, worker } }
  const expect = last?.sequence ?? 0
  const { outcome } = await persist(() => events.sayOnce(started, { expect }), delivery)
  if (outcome !== 'said') return undefined
  if (!first) deps.onFirstStart?.(job.data.lane, secondsBetween(job.time, started.time))
  return { run, begun: { firstStartedAt: first?.event.time ?? started.time, attempts: run.attempt } }
}

/** What is known of a job that is not begun again; undefined when it never was. */
export function begunBefore({ first, last }: History): Begun | undefined {
  return first && last && { firstStartedAt: first.event.time, attempts: last.event.data.attempt }
}

/** The outcome of a job that was given up, with the reason of the last attempt where it is known. */
export function gaveUp({ strikes, failures }: History) {
  const last = failures.at(-1)?.data
  const reason = last ? `the last one: ${last.reason} (${last.code})` : 'each time the worker was lost'
  return {
    outcome: 'failed' as const,
    code: 'gave_up',
    reason: `gave up after ${strikes} attempts; ${reason}`,
    ...(last?.logTail !== undefined && { logTail: last.logTail }),
  }
}
