import type { Forgotten } from '../views/fold.ts'
import type { TimelineEntry } from '../views/timeline-entry.ts'
import type { TimelineQuery } from './index.ts'

/** Facts in the order of the log: of everything, of each show, of each episode. */
export function createMemoryTimeline() {
  const everything: TimelineEntry[] = []
  const shows = new Map<string, TimelineEntry[]>()
  const episodes = new Map<string, TimelineEntry[]>()

  function listsOf({ episode, event: { show } }: TimelineEntry): TimelineEntry[][] {
    return [everything, listOf(shows, show), listOf(episodes, episode)]
  }

  function forget({ episode, before }: Forgotten) {
    const gone = new Set(episodes.get(episode)?.filter(({ sequence }) => sequence < before))
    for (const entry of gone) {
      for (const list of listsOf(entry)) list.splice(placeAfter(list, entry.sequence) - 1, 1)
    }
  }

  return {
    /** What is there already stays as it is. */
    add(entry: TimelineEntry) {
      const place = placeAfter(everything, entry.sequence)
      if (everything[place - 1]?.sequence === entry.sequence) return
      for (const list of listsOf(entry)) list.splice(placeAfter(list, entry.sequence), 0, entry)
    },
    forget,
    read({ episode, show, after, limit }: TimelineQuery): TimelineEntry[] {
      const list = chosen(episode, show) ?? []
      const first = placeAfter(list, after)
      return list.slice(first, first + limit)
    },
  }

  function chosen(episode: string | undefined, show: string | undefined) {
    if (episode !== undefined) return episodes.get(episode)
    return show === undefined ? everything : shows.get(show)
  }
}

function listOf(lists: Map<string, TimelineEntry[]>, name: string): TimelineEntry[] {
  const list = lists.get(name) ?? []
  lists.set(name, list)
  return list
}

/** Where what comes after a sequence begins. A follower brings what belongs at the end. */
function placeAfter(list: TimelineEntry[], sequence: number): number {
  let from = 0
  let to = list.length
  while (from < to) {
    const middle = (from + to) >>> 1
    if ((list[middle]?.sequence ?? 0) <= sequence) from = middle + 1
    else to = middle
  }
  return from
}
