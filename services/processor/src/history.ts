import type { EventLog, Recorded } from '@soundmill/event-log'
import type { AttemptFailed, Started, Subjects } from '@soundmill/events'
import type { Job } from './job.ts'

/** What was tried before, as the log tells it: the server's own delivery count says nothing of the kind. */
export type History = {
  first: Recorded<Started> | undefined
  /** The newest attempt: the one that the next has to expect. */
  last: Recorded<Started> | undefined
  /** Attempts that count against the job: all whose end was not confirmed to be our own fault. */
  strikes: number
  /** How attempts ended, oldest first. */
  failures: AttemptFailed[]
}

/**
 * Reads the attempts first and how they ended after that, so that no attempt is taken for one without an end. An
 * end is said of an attempt that stands: where there was none there is nothing more to read.
 */
export async function readHistory(events: EventLog, subjects: Subjects, job: Job): Promise<History> {
  const started: Recorded<Started>[] = []
  for await (const { event, ...at } of every(events, subjects.pattern('started', job))) {
    if (event.fact === 'started') started.push({ event, ...at })
  }
  if (started.length === 0) return { first: undefined, last: undefined, strikes: 0, failures: [] }
  const failures: AttemptFailed[] = []
  for await (const { event } of every(events, subjects.pattern('attempt-failed', job))) {
    if (event.fact === 'attempt-failed') failures.push(event)
  }
  const excused = new Set(failures.filter(({ data }) => !data.counts).map(({ data }) => data.runId))
  const strikes = started.filter(({ event }) => !excused.has(event.data.runId)).length
  return { first: started[0], last: started.at(-1), strikes, failures }
}

async function* every(events: EventLog, pattern: string): AsyncGenerator<Recorded> {
  let found = await events.first(pattern)
  while (found) {
    yield found
    found = await events.first(pattern, { after: found.sequence })
  }
}
