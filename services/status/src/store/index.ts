import type { Place, Position } from '@soundmill/event-log'
import type { EpisodeView } from '../views/episode-view.ts'
import type { Forgotten } from '../views/fold.ts'
import type { TimelineEntry } from '../views/timeline-entry.ts'
import type { Page, PageQuery } from './page-query.ts'
import type { QueueViews } from './queue-views.ts'

export {
  type Mark,
  PAGE_SORTS,
  type Page,
  type PageFilters,
  type PageQuery,
  type PageSort,
} from './page-query.ts'
export type { Count, EndedRow, OpenRow, QueueViews } from './queue-views.ts'

/**
 * Views and timelines, and how far into the log they reach. Everything here can be thrown away and built
 * again by following the log from its start; a store may forget it all when it is closed.
 *
 * Views are kept in *sets*, each of one log. One set is *served*; another may be *built* beside it to replace
 * it. Several processes share a store: they may write the same set, and whatever is written may be written
 * again, by anybody, in any state the set is in.
 */
export interface StatusStore {
  /**
   * Answers from the served set, all of it from the same one: asked anew when another took its place
   * meanwhile. Rejects with NothingServedError or ViewsUnavailableError.
   */
  read<T>(ask: (views: Views) => Promise<T>): Promise<T>

  /**
   * The set to follow the log into: the served one, else the one being built, else a new one that is being
   * built from now on; of those, none that is named in `lost`. Rejects with ViewsUnavailableError.
   */
  toWrite(lost: ReadonlySet<string>): Promise<ViewSet>

  /**
   * From now on this set is served, and the one before it is dropped. Again is harmless. Rejects with
   * SupersededError when another set was begun in its place, or with ViewsUnavailableError.
   */
  serve(set: string): Promise<void>

  /**
   * Drops the sets that nobody needs: what a crash has left, in which there may be what was erased since. Spared is
   * what is an hour old at most, or claimed by a rebuild that was heard of in the last ten minutes. Rejects with
   * ViewsUnavailableError.
   */
  tidy(): Promise<void>

  /** Resolves when the store can be read. Rejects with ViewsUnavailableError, in words for who runs the process. */
  check(): Promise<void>

  close(): Promise<void>
}

/** A set as readers see it. */
export interface Views extends QueueViews {
  /** The name of the set; after a rebuild it is another one. */
  set: string
  /** Undefined while nothing was ever written. */
  epoch: string | undefined
  /** Up to here every fact is in the views. */
  place: Place | undefined
  /** How a sequence of this set is written for the world. */
  position(sequence: number): Position
  episode(id: string): Promise<EpisodeView | undefined>
  /** Those that are asked for, in the order that is asked for; see `PageQuery`. */
  page(query: PageQuery): Promise<Page>
  /** In the order of the log, from just after `after`. What was seen once never gets anything before it. */
  timeline(query: TimelineQuery): Promise<TimelineEntry[]>
}

/** Whose facts (of an episode, else of a show, else all), after which sequence, and how many at most. */
export type TimelineQuery = {
  episode?: string | undefined
  show?: string | undefined
  after: number
  limit: number
}

/** A set as its writers see it. */
export interface ViewSet {
  name: string
  /** Where a follower goes on; undefined: from the start of the log. */
  place: Place | undefined
  /** Those of these episodes that there are. */
  episodes(ids: string[]): Promise<EpisodeView[]>
  /**
   * Resolves when timeline, views and place are durable, in this order; a view that is there already in a
   * newer version stays, and so does what the timeline has, but for what is to be forgotten. Rejects with SupersededError when the set is
   * neither served nor built any more, or belongs to a log of another epoch, or with ViewsUnavailableError.
   */
  write(batch: Batch): Promise<void>
}

/** What a few facts in a row come to. The entries are in order; the place is that of the last fact. */
export type Batch = {
  entries: TimelineEntry[]
  views: EpisodeView[]
  /** Taken out of the timeline, once the entries are in it. */
  forgotten?: Forgotten[]
  place: Place
}

/** The views are being built for the first time: nothing can be answered yet. */
export class NothingServedError extends Error {
  override name = 'NothingServedError'
}

/** The set was replaced by another: ask which one is to be written now. */
export class SupersededError extends Error {
  override name = 'SupersededError'
  constructor(set: string) {
    super(`the set ${set} is not written any more`)
  }
}

/** The store did not answer, or could not: try again later. */
export class ViewsUnavailableError extends Error {
  override name = 'ViewsUnavailableError'
  readonly code = 'store_unavailable'
  /** It is there and will not have us, as we are configured: waiting alone does not help. */
  readonly refused: boolean
  constructor(message: string, { refused = false, ...options }: ErrorOptions & { refused?: boolean } = {}) {
    super(message, options)
    this.refused = refused
  }
}
