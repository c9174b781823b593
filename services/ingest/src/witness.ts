import type { EventLog, Recorded } from '@soundmill/event-log'
import type { Subjects } from '@soundmill/events'
import { isUnreadable } from './episode/is-unreadable.ts'

type Deps = { events: EventLog; subjects: Subjects }

/**
 * An event that was seen in the log, and where. While it is in its place, the log has lost nothing that stood there
 * before it. Sequence 0 stands for a log that was empty.
 */
export type Witness = { sequence: number; id: string }

export const NO_WITNESS: Witness = { sequence: 0, id: '' }

export const witnessOf = ({ sequence, event: { id } }: Recorded): Witness => ({ sequence, id })

/** Whether it still stands where it stood. Rejects with LogUnavailableError. */
export async function isInPlace({ events, subjects }: Deps, { sequence, id }: Witness): Promise<boolean> {
  if (sequence === 0) return true
  const found = await readable(() => events.first(subjects.everyEpisode, { after: sequence - 1 }))
  return found !== 'unreadable' && found?.sequence === sequence && found.event.id === id
}

/** The newest event; one from the future is no witness. Rejects with LogUnavailableError. */
export async function newestWitness({ events, subjects }: Deps): Promise<Witness | 'unreadable'> {
  const newest = await readable(() => events.last(subjects.everyEpisode))
  if (newest === 'unreadable') return newest
  return newest ? witnessOf(newest) : NO_WITNESS
}

async function readable(
  ask: () => Promise<Recorded | undefined>,
): Promise<Recorded | 'unreadable' | undefined> {
  try {
    return await ask()
  } catch (err) {
    if (isUnreadable(err)) return 'unreadable'
    throw err
  }
}
