import type { EventLog, Position } from '@soundmill/event-log'
import type { Subjects, Submitted } from '@soundmill/events'
import type { Logger } from '@soundmill/runtime'
import { deletionOf } from '../episode/known-episode.ts'
import type { LogReading } from '../episode/valid-submits.ts'
import { deletedEpisode } from '../jobs/problems.ts'
import { submittedIn } from './commit.ts'
import type { Names } from './submission.ts'

/** What these names were used for before. */
export type Earlier = { standing: Submitted; position: Position }

type Deps = { events: EventLog; subjects: Subjects; log: Logger }

/**
 * What these names were used for before, as far as the log can tell now; undefined also when it does not answer.
 * Throws `gone` when they stand for a deleted episode of which the log knows nothing else.
 */
export async function readEarlier(deps: Deps, names: Names): Promise<Earlier | undefined> {
  const earlier = await earlierSubmit(deps, names)
  if (!earlier) await requireNotDeleted(deps, names)
  return earlier
}

/**
 * An episode that was erased is not in the log any more, but that it was deleted is: a client that sends its key again
 * must not bring it back. Throws `gone`. When the log stops answering it is taken, and a reconciler or its worker ends it.
 */
export async function requireNotDeleted(
  deps: LogReading,
  { episode }: Pick<Names, 'episode'>,
): Promise<void> {
  const deletion = await deletionOf(deps, episode).catch(() => undefined)
  if (deletion) throw deletedEpisode(episode, deletion.event.time)
}

async function earlierSubmit(
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
