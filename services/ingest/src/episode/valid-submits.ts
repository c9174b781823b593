import type { EventLog, Recorded } from '@soundmill/event-log'
import type { Subjects, Submitted } from '@soundmill/events'
import { submittedIn } from '../submit/commit.ts'

export type LogReading = { events: EventLog; subjects: Subjects }

/** A `submitted`, and where it stands. */
export type SubmittedJob = Recorded<Submitted>

/**
 * The jobs of an episode: the lowest `submitted` of each, in the order of the log, so the last is the latest job.
 * Most episodes have one, and that is one question to the log. Throws UnreadableEventError or UnknownEventError at
 * one that cannot be read: what comes behind it stays unseen.
 */
export async function* validSubmits(
  { events, subjects }: LogReading,
  episode: string,
): AsyncGenerator<SubmittedJob> {
  const pattern = subjects.pattern('submitted', { episode })
  const jobs = new Set<string>()
  let found = await events.first(pattern)
  for (let newest = found; found; found = await events.first(pattern, { after: found.sequence })) {
    const event = submittedIn(found.event)
    const job = `${event.show}/${event.job}`
    if (!jobs.has(job)) yield { ...found, event }
    jobs.add(job)
    // To look for another behind the last of them would make the server search to the end of the log.
    if (jobs.size === 1) newest = await events.last(pattern)
    if (!newest || found.sequence >= newest.sequence) return
  }
}
