import type { EpisodeKeys } from '../views/keys.ts'
import type { Mark, PageSort } from './page-query.ts'

/** What an order looks at: the first key of its kind that differs decides. */
export type SortKey = 'firstSequence' | 'sequence' | 'sortTitle'

/** An order, taken apart. */
export type PageOrder = { keys: readonly SortKey[]; direction: 1 | -1 }

const KEYS = {
  createdAt: ['firstSequence'],
  updatedAt: ['sequence'],
  title: ['sortTitle', 'firstSequence'],
} as const

const ORDERS = {
  createdAt: { keys: KEYS.createdAt, direction: 1 },
  '-createdAt': { keys: KEYS.createdAt, direction: -1 },
  updatedAt: { keys: KEYS.updatedAt, direction: 1 },
  '-updatedAt': { keys: KEYS.updatedAt, direction: -1 },
  title: { keys: KEYS.title, direction: 1 },
  '-title': { keys: KEYS.title, direction: -1 },
} as const satisfies Record<PageSort, PageOrder>

/** The keys and the direction of an order. */
export const orderOf = (sort: PageSort = '-createdAt'): PageOrder => ORDERS[sort]

/** The keys that place an episode in an order. */
export type Placed = Pick<EpisodeKeys, SortKey>

/** Where an episode is in an order. */
export function markOf({ keys }: PageOrder, placed: Placed): Mark {
  if (keys.includes('sequence')) return { sequence: placed.sequence }
  const { firstSequence: sequence, sortTitle: title } = placed
  return keys.includes('sortTitle') ? { sequence, title } : { sequence }
}
