import { encode } from '@soundmill/events'
import { type StatusStore, type Views, ViewsUnavailableError } from '../store/index.ts'
import { type EpisodeView, hasOpenJob } from '../views/episode-view.ts'
import type { TimelineEntry } from '../views/timeline-entry.ts'

/** So many facts are read at once: all that a stream ever holds in memory, and a slow reader holds it up. */
const PAGE = 50

/** What to read, and from where. */
export type FactReaderOptions = {
  episode: string
  /** The set that is read: positions of another one mean something else. */
  set: string
  /** The sequence after which to begin. */
  after: number
  untilFinished: boolean
}

/** What to send next, whether there is more already, and whether nothing will follow. */
export type Reading = { frames: string[]; hasMore: boolean; isOver: boolean }

type ReadingAt = Reading & { cursor: number }

/** Reads the timeline of an episode from where it stopped the last time: each fact once, in order. */
export function createFactReader(store: StatusStore, options: FactReaderOptions) {
  const { episode, set, untilFinished } = options
  let cursor = options.after

  async function read(views: Views): Promise<ReadingAt> {
    if (views.set !== set) return { cursor, frames: [], hasMore: false, isOver: true }
    const entries = await views.timeline({ episode, after: cursor, limit: PAGE })
    const last = entries.at(-1)
    const view = untilFinished ? await views.episode(episode) : undefined
    const reached = last?.sequence ?? cursor
    return {
      cursor: reached,
      frames: entries.map((entry) => factFrame(entry, views.position(entry.sequence))),
      hasMore: entries.length === PAGE,
      isOver: last?.event.fact === 'deleted' || isFinished(view, reached),
    }
  }

  return {
    /** Undefined when the store does not answer: a stream outlives that, for it could only be opened again. */
    async next(): Promise<Reading | undefined> {
      try {
        const reading = await store.read(read)
        cursor = reading.cursor
        return reading
      } catch (error) {
        if (error instanceof ViewsUnavailableError) return undefined
        throw error
      }
    },
  }
}

/** Whether no job is open and everything that is in the view was read. */
function isFinished(view: EpisodeView | undefined, reached: number): boolean {
  return view !== undefined && !hasOpenJob(view) && view.sequence <= reached
}

function factFrame({ event }: TimelineEntry, position: string): string {
  return `id: ${position}\nevent: ${event.fact}\ndata: ${new TextDecoder().decode(encode(event))}\n\n`
}
