import type { Tail, Told } from '../projection/tail.ts'
import { factFrame } from '../projection/tail-frame.ts'
import { type StatusStore, type Views, ViewsUnavailableError } from '../store/index.ts'
import { hasOpenJob } from '../views/episode-view.ts'
import type { TimelineEntry } from '../views/timeline-entry.ts'

/** So much is read from the store at once: all that a stream ever holds in memory, and a slow reader holds it up. */
const PAGE_BYTES = 256 * 1024
/** As many as may all be as large as a fact can be, 64 KiB; later as many as the facts seen let expect. */
const FIRST_PAGE = 4
const LARGEST_PAGE = 200

/** Whose facts: of an episode, of a show, or everybody's. */
export type Whose = { episode?: string | undefined; show?: string | undefined }

/** What to read, and from where. */
export type FactReaderOptions = {
  whose: Whose
  /** The set that is read: positions of another one mean something else. */
  set: string
  /** The sequence after which to begin. */
  after: number
  untilFinished: boolean
}

/** What to send next, whether there is more already, and whether nothing will follow. */
export type Reading = { frames: Buffer[]; hasMore: boolean; isOver: boolean }

/** Where facts are kept. */
export type FactSources = { store: StatusStore; tail: Tail }

type Read = { told: Told[]; reached: number; hasMore: boolean }

/**
 * Reads facts from where it stopped the last time: each once, in order. From the tail as soon as it has
 * everything that follows, else from the store.
 */
export function createFactReader({ store, tail }: FactSources, options: FactReaderOptions) {
  const { whose, set, untilFinished } = options
  let cursor = options.after
  let limit = FIRST_PAGE

  async function fromStore(views: Views): Promise<Read | 'over'> {
    if (views.set !== set) return 'over'
    // What other processes are writing this moment may still have gaps.
    const complete = views.place?.sequence ?? 0
    const page = await views.timeline({ ...whose, after: cursor, limit })
    const entries = page.filter(({ sequence }) => sequence <= complete)
    const told = entries.map((entry) => toldOf(entry, views))
    if (page.length < limit) return { told, reached: Math.max(cursor, complete), hasMore: false }
    const reached = told.at(-1)?.sequence ?? cursor
    return { told, reached, hasMore: entries.length === page.length }
  }

  /** Views that have not reached what the client has seen cannot say so. */
  async function isFinished(views: Views, episode: string, reached: number): Promise<boolean> {
    const view = await views.episode(episode)
    const isWhole = view !== undefined && view.sequence <= reached && (views.place?.sequence ?? 0) >= reached
    return isWhole && !hasOpenJob(view)
  }

  async function isOver({ told, reached }: Read): Promise<boolean> {
    const { episode } = whose
    if (episode === undefined) return false
    if (told.some(({ fact }) => fact === 'deleted' || fact === 'erased')) return true
    return untilFinished && store.read((views) => isFinished(views, episode, reached))
  }

  async function read(isAsking: boolean): Promise<Reading> {
    const kept = tail.read({ ...whose, set, after: cursor })
    const found = kept ?? (await store.read(fromStore))
    if (found === 'over') return { frames: [], hasMore: false, isOver: true }
    const { told, reached, hasMore } = found
    // Nothing new, nothing to ask the store about.
    const isNew = !kept || told.length > 0 || isAsking
    const over = isNew && (await isOver(found))
    if (!kept) limit = nextLimit(told)
    cursor = reached
    return { frames: told.map(({ frame }) => frame), hasMore, isOver: over }
  }

  return {
    /**
     * Undefined when the store does not answer: a stream outlives that, for it could only be opened again.
     * `isAsking`: whether it is over is asked also when nothing is new. Who went on from ahead of the views heard
     * everything before the views could tell.
     */
    async next(isAsking = false): Promise<Reading | undefined> {
      try {
        return await read(isAsking)
      } catch (error) {
        if (error instanceof ViewsUnavailableError) return undefined
        throw error
      }
    },
  }
}

function nextLimit(told: readonly Told[]): number {
  const largest = told.reduce((most, { frame }) => Math.max(most, frame.length), 1)
  return Math.max(FIRST_PAGE, Math.min(LARGEST_PAGE, Math.floor(PAGE_BYTES / largest)))
}

function toldOf({ event, sequence }: TimelineEntry, views: Views): Told {
  const { episode, show, fact } = event
  return { sequence, episode, show, fact, frame: factFrame(event, views.position(sequence)) }
}
