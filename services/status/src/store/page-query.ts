import type { EpisodeState, EpisodeView } from '../views/episode-view.ts'
import type { Outcome } from '../views/job-view.ts'

/** What an episode must be, in all respects that are named (`views/keys.ts`). */
export type PageFilters = {
  show?: string | undefined
  /** Absent: whatever is not deleted. */
  state?: EpisodeState | undefined
  /** Of the latest job, which is finished; so are `code`, `lane` and `preset` of the latest job. */
  outcome?: Outcome['outcome'] | undefined
  code?: string | undefined
  lane?: string | undefined
  preset?: string | undefined
  /** The code of a finding of the published job, or of the latest where nothing is published. */
  finding?: string | undefined
  /** Of one of its sources; hexadecimal, lower case. */
  sourceSha256?: string | undefined
  /** Normalized (`views/words.ts`): each is the beginning of some word of title and file names. */
  words?: string[] | undefined
  /** Created then or later; like all times of keys with milliseconds, in UTC. */
  createdAfter?: string | undefined
  /** Created earlier than that. */
  createdBefore?: string | undefined
}

/**
 * Orders of a page; `-` turns one around. No two episodes have the same place in any of them.
 * - `createdAt`: by their first fact. It never changes (but for an erased episode, whose first fact is gone, so
 *   that it becomes the newest tombstone), so page after page shows every episode exactly once.
 * - `updatedAt`: by the newest fact that changed them. Upwards, whatever changes meanwhile is moved ahead, where
 *   it is still to come, so nothing is missed and what changed may be shown again. Downwards, what changes
 *   moves to the front and is missed by the pages that follow; nothing is shown twice.
 * - `title`: by title, else file name, in the order of the bytes of its normalized words in UTF-8, then by their
 *   first fact. An episode that comes, or whose title changes, may be missed or shown twice; all others are shown once.
 */
export const PAGE_SORTS = ['-createdAt', 'createdAt', '-updatedAt', 'updatedAt', 'title', '-title'] as const

/** See `PAGE_SORTS`. */
export type PageSort = (typeof PAGE_SORTS)[number]

/** Which episodes, in which order (`-createdAt` if absent), behind which place in it, and how many at most. */
export type PageQuery = PageFilters & { sort?: PageSort | undefined; after?: Mark | undefined; limit: number }

/**
 * A place in an order: the first sequence of an episode for `createdAt` and `title`, its newest one for
 * `updatedAt`; and what it is sorted by for `title`. It makes sense only to the order it is of.
 */
export type Mark = { sequence: number; title?: string }

/**
 * Whole views, as new as they are: what has changed since it was found, and is not asked for any more, is left
 * out, so there may be fewer than `limit` although others follow. `next` is absent when none do.
 */
export type Page = { views: EpisodeView[]; next?: Mark }
