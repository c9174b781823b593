import type { Db, Document, IndexDescription } from 'mongodb'
import type { PageFilters } from '../index.ts'
import type { PageOrder } from '../page-order.ts'
import { episodesOf, timelineOf } from './collections.ts'

const newest = { firstSequence: -1 } as const

/** Everything that is counted, so that counting reads nothing else. */
export const COUNTED = { show: 1, state: 1, outcome: 1, code: 1 } as const

const lastEnded = { 'ended.endedAt': -1, 'ended.sequence': -1 } as const

/** The questions of queue and throughput (`queue.ts`). */
const QUEUE: IndexDescription[] = [
  { key: { 'open.lane': 1, openSince: 1 } },
  { key: lastEnded },
  { key: { show: 1, ...lastEnded } },
  { key: COUNTED },
  { key: { 'view.latest': 1 } },
]

/**
 * The order that lists have when nothing is said comes with each filter; the other orders come with none and with
 * a show. What else is asked for together is found by its rarest part. A list is always of some states, so a show
 * is found with them.
 */
const EPISODES: IndexDescription[] = [
  { key: newest },
  { key: { state: 1, ...newest } },
  { key: { show: 1, state: 1, ...newest } },
  { key: { outcome: 1, ...newest } },
  { key: { code: 1, ...newest } },
  { key: { lane: 1, ...newest } },
  { key: { preset: 1, ...newest } },
  { key: { findings: 1, ...newest } },
  { key: { sources: 1, ...newest } },
  { key: { words: 1, ...newest } },
  { key: { createdAt: 1, ...newest } },
  { key: { sequence: -1 } },
  { key: { show: 1, sequence: -1 } },
  { key: { sortTitle: 1, firstSequence: 1 } },
  { key: { show: 1, sortTitle: 1, firstSequence: 1 } },
  ...QUEUE,
]

/** `_id` alone is the order of everything. */
const TIMELINE: IndexDescription[] = [{ key: { episode: 1, _id: 1 } }, { key: { show: 1, _id: 1 } }]

/** The index that has an order, of one show or of all (`EPISODES`). */
export function indexOf({ show }: PageFilters, { keys }: PageOrder): Document {
  if (keys[0] === 'firstSequence') return show === undefined ? newest : { show: 1, state: 1, ...newest }
  const inOrder = keys[0] === 'sequence' ? { sequence: -1 } : { sortTitle: 1, firstSequence: 1 }
  return show === undefined ? inOrder : { show: 1, ...inOrder }
}

/** Makes the indexes of a set, where they are not there yet. */
export async function ensureIndexes(db: Db, set: string): Promise<void> {
  await episodesOf(db, set).createIndexes(EPISODES)
  await timelineOf(db, set).createIndexes(TIMELINE)
}
