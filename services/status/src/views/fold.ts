import type { Recorded } from '@soundmill/event-log'
import type { EpisodeView } from './episode-view.ts'
import { evolve } from './evolve.ts'
import { isLate } from './late.ts'
import { type TimelineEntry, timelineEntry } from './timeline-entry.ts'

/** Facts of this episode before this sequence are gone for good. */
export type Forgotten = { episode: string; before: number }

/** What a batch of facts makes of the views known before: those that changed, and what becomes of the timeline. */
export type Folded = { views: EpisodeView[]; entries: TimelineEntry[]; forgotten: Forgotten[] }

/**
 * Folds facts in the order of the log. One that a view has already seen leaves no trace: whoever saved that
 * view wrote its timeline first, and marked what was late with the view of that moment, which is gone now.
 * Only what is to be forgotten is said again: another, slower writer may have written it again meanwhile.
 */
export function fold(known: Iterable<EpisodeView>, batch: Recorded[]): Folded {
  const views = new Map(Array.from(known, (view) => [view.id, view]))
  const changed = new Map<string, EpisodeView>()
  const entries: TimelineEntry[] = []
  const forgotten = batch.flatMap(forgottenBy)
  for (const recorded of batch) {
    const { event, sequence } = recorded
    const before = views.get(event.episode)
    if (before && sequence <= before.sequence) continue
    const after = evolve(before, recorded)
    entries.push(timelineEntry(recorded, after, isLate(before, event)))
    if (after === before) continue
    views.set(after.id, after)
    changed.set(after.id, after)
  }
  return { views: [...changed.values()], entries: entries.filter(stays(forgotten)), forgotten }
}

const forgottenBy = ({ event, sequence }: Recorded): Forgotten[] =>
  event.fact === 'erased' ? [{ episode: event.episode, before: sequence }] : []

const stays = (forgotten: Forgotten[]) => (entry: TimelineEntry) =>
  !forgotten.some(({ episode, before }) => episode === entry.episode && entry.sequence < before)
