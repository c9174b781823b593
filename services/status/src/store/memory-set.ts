import type { EpisodeView } from '../views/episode-view.ts'
import type { TimelineEntry } from '../views/timeline-entry.ts'
import type { PageQuery, TimelineQuery } from './index.ts'

type Filter = Omit<PageQuery, 'before' | 'limit'>

/** See `createMemorySet`. */
export type MemorySet = ReturnType<typeof createMemorySet>

/** The content of one set. What is given to it is kept as it is, and given back as it is: nobody changes it. */
export function createMemorySet() {
  const episodes = new Map<string, EpisodeView>()
  /** By `firstSequence`, lowest first. */
  const order: Array<{ id: string; firstSequence: number }> = []
  const timelines = new Map<string, TimelineEntry[]>()

  function add(entry: TimelineEntry) {
    const timeline = timelines.get(entry.episode) ?? []
    timelines.set(entry.episode, timeline)
    if ((timeline.at(-1)?.sequence ?? 0) < entry.sequence) timeline.push(entry)
  }

  function put(view: EpisodeView) {
    const known = episodes.get(view.id)
    if (!known) {
      // A follower brings new episodes in this order; then the search ends where it begins.
      const at = order.findLastIndex(({ firstSequence }) => firstSequence < view.firstSequence)
      order.splice(at + 1, 0, { id: view.id, firstSequence: view.firstSequence })
    }
    if (!known || known.sequence < view.sequence) episodes.set(view.id, view)
  }

  function* newestFirst(before: number): Generator<EpisodeView> {
    for (let at = order.findLastIndex((one) => one.firstSequence < before); at >= 0; at--) {
      const view = episodes.get(order[at]?.id ?? '')
      if (view) yield view
    }
  }

  return {
    episode: (id: string) => episodes.get(id),
    save(entries: TimelineEntry[], views: EpisodeView[]) {
      for (const entry of entries) add(entry)
      for (const view of views) put(view)
    },
    page({ before = Number.POSITIVE_INFINITY, limit, ...filter }: PageQuery): EpisodeView[] {
      const page: EpisodeView[] = []
      for (const view of newestFirst(before)) {
        if (page.length === limit) break
        if (isAskedFor(view, filter)) page.push(view)
      }
      return page
    },
    timeline: ({ episode, after, limit }: TimelineQuery): TimelineEntry[] =>
      (timelines.get(episode) ?? []).filter(({ sequence }) => sequence > after).slice(0, limit),
  }
}

function isAskedFor(view: EpisodeView, { show, state, sourceSha256 }: Filter): boolean {
  if (show !== undefined && view.show !== show) return false
  if (sourceSha256 !== undefined && !view.sources.some(({ sha256 }) => sha256 === sourceSha256)) return false
  return state === undefined ? view.state !== 'deleted' : view.state === state
}
