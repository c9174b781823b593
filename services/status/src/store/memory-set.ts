import type { EpisodeView } from '../views/episode-view.ts'
import { keysOf } from '../views/keys.ts'
import type { Batch, Page, PageQuery } from './index.ts'
import { type MemoryRow, memoryPage } from './memory-page.ts'
import { createMemoryTimeline } from './memory-timeline.ts'

/** See `createMemorySet`. */
export type MemorySet = ReturnType<typeof createMemorySet>

/** The content of one set. What is given to it is kept as it is, and given back as it is: nobody changes it. */
export function createMemorySet() {
  const episodes = new Map<string, MemoryRow>()
  const timeline = createMemoryTimeline()

  function put(view: EpisodeView) {
    const known = episodes.get(view.id)
    if (known && known.view.sequence >= view.sequence) return
    const keys = keysOf(view)
    // Only an erased episode has another first fact: taken out, it comes last again, as it should.
    if (known && known.view.firstSequence !== view.firstSequence) episodes.delete(view.id)
    episodes.set(view.id, { view, keys, title: Buffer.from(keys.sortTitle) })
  }

  return {
    episode: (id: string): EpisodeView | undefined => episodes.get(id)?.view,
    /** Every view with its keys, in no order that is promised. */
    rows: (): Iterable<MemoryRow> => episodes.values(),
    page: (query: PageQuery): Page => memoryPage(episodes.values(), query),
    timeline: timeline.read,
    save({ entries, views, forgotten = [] }: Omit<Batch, 'place'>) {
      for (const entry of entries) timeline.add(entry)
      for (const one of forgotten) timeline.forget(one)
      for (const view of views) put(view)
    },
  }
}
