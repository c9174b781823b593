import type { EventLog } from '@soundmill/event-log'
import type { Subjects } from '@soundmill/events'

/**
 * The episodes that were deleted, read from the log once and then on from there: about a hundred bytes each, one
 * question for each new one, and two for a pass that finds none.
 */
export function createDeletions({ events, subjects }: { events: EventLog; subjects: Subjects }) {
  const pattern = subjects.pattern('deleted')
  const episodes = new Set<string>()
  let place = { sequence: 0, id: '' }

  /** A log that was made anew or lost its end has something else there now. */
  async function isInPlace(): Promise<boolean> {
    if (place.sequence === 0) return true
    const found = await events.first(pattern, { after: place.sequence - 1 })
    return found?.sequence === place.sequence && found.event.id === place.id
  }

  return {
    /** Rejects with LogUnavailableError, at an event that cannot be read, and when told to stop: what it knows until there it keeps. */
    async readOn(signal: AbortSignal): Promise<void> {
      if (!(await isInPlace())) {
        episodes.clear()
        place = { sequence: 0, id: '' }
      }
      for (;;) {
        signal.throwIfAborted()
        const next = await events.first(pattern, { after: place.sequence })
        if (!next) return
        episodes.add(next.event.episode)
        place = { sequence: next.sequence, id: next.event.id }
      }
    },

    /** As the log says at this moment; it is asked only about those that were read. */
    async has(episode: string): Promise<boolean> {
      if (!episodes.has(episode)) return false
      return (await events.last(subjects.pattern('deleted', { episode }))) !== undefined
    },
  }
}

export type Deletions = ReturnType<typeof createDeletions>
