import type { EventLog, Position } from '@soundmill/event-log'
import type { Subjects, Submitted } from '@soundmill/events'
import type { Logger } from '@soundmill/runtime'
import { submittedIn } from './commit.ts'
import type { Names } from './submission.ts'

/** What these names were used for before. */
export type Earlier = { standing: Submitted; position: Position }

type Deps = { events: EventLog; subjects: Subjects; log: Logger }

/** As far as the log can tell now; undefined also when it does not answer. */
export async function readEarlier(
  { events, subjects, log }: Deps,
  { show, episode, job }: Names,
): Promise<Earlier | undefined> {
  try {
    const recorded = await events.first(subjects.pattern('submitted', { show, episode, job }))
    return recorded && { standing: submittedIn(recorded.event), position: recorded.position }
  } catch (err) {
    // Not needed to go on: `sayOnce` asks again.
    log.debug({ err, episode, job }, 'could not ask the log for an earlier submit')
    return undefined
  }
}
