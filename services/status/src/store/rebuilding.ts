import type { ViewSet } from './index.ts'
import type { Slot } from './pointer.ts'

/** What a set consists of. */
export const KINDS = ['episodes', 'timeline'] as const

/** See `KINDS`. */
export type Kind = (typeof KINDS)[number]

/**
 * A view or a fact as it lies in the store, with everything it is found by. `key` is the episode's id or the fact's
 * sequence; `sequence` is that of the newest fact in it.
 */
export type Stored = { key: string | number; episode: string; sequence: number; content: unknown }

/** Which of them. */
export type ShelfQuery = {
  kind: Kind
  /** Of these episodes; default of all. */
  episodes?: string[]
  /** Facts after this sequence are left out. Views are not: one that has moved on is a thing to know. */
  upTo: number
}

/** A set as it lies in the store, in the order of its keys. */
export type Shelf = (query: ShelfQuery) => AsyncIterable<Stored>

/**
 * A whole view that is built beside the served one by one process alone: nobody else writes it, reads it or takes
 * it up. It is kept for as long as that process shows that it lives, and for ten minutes after that.
 */
export interface Candidate {
  /** Rejects a write with SupersededError once the candidate was given up for dead. */
  set: ViewSet
  shelf: Shelf
  /** What readers see now, and how far it got. Rejects with SupersededError when the candidate was given up. */
  served(): Promise<Slot | undefined>
  shelfOf(set: string): Shelf
  /**
   * Makes it the served set instead of the one of this name (undefined: nothing was served), and drops that. False
   * while that one is ahead of it. Rejects with SupersededError when another is served, or this was given up.
   */
  takeOver(instead: string | undefined): Promise<boolean>
  /** Takes it away, unless it is served now. */
  close(): Promise<void>
}

/** What a store has that outlives its processes. Rejects with ViewsUnavailableError, as everything of a store. */
export interface RebuildingStore {
  candidate(): Promise<Candidate>
  /** Drops what older versions of the projection have left, served or not. Returns the names of what it dropped. */
  dropOlder(): Promise<string[]>
  close(): Promise<void>
}
