import type { EpisodeView } from '../views/episode-view.ts'
import type { EpisodeKeys } from '../views/keys.ts'
import { markOf, orderOf, type PageOrder } from './page-order.ts'
import type { Mark, Page, PageFilters, PageQuery } from './page-query.ts'

/** A view and what it is found by. The title in UTF-8: strings of JavaScript compare otherwise. */
export type MemoryRow = { view: EpisodeView; keys: EpisodeKeys; title: Buffer }

/** A page of all that there is. */
export function memoryPage(rows: Iterable<MemoryRow>, query: PageQuery): Page {
  const { sort, after, limit, ...filters } = query
  const order = orderOf(sort)
  const placeOf = placesIn(order)
  const before = after && placeOf(after.sequence, Buffer.from(after.title ?? ''))
  const found = Array.from(rows)
    .filter(({ keys }) => isAskedFor(keys, filters))
    .map((row) => ({ row, place: placeOf(sequenceIn(order, row.keys), row.title) }))
    .filter(({ place }) => !before || compare(before, place) < 0)
    // Nearly in this order already where it is the order they came in, which costs little then.
    .sort((a, b) => compare(a.place, b.place))
  const last = found.length > limit ? found[limit - 1] : undefined
  const views = found.slice(0, limit).map(({ row }) => row.view)
  return { views, ...(last && { next: markOf(order, last.row.keys) }) }
}

type Place = { title: Buffer; sequence: number; direction: 1 | -1 }

const NO_TITLE = Buffer.alloc(0)

const placesIn =
  ({ keys, direction }: PageOrder) =>
  (sequence: number, title: Buffer): Place => ({
    title: keys.includes('sortTitle') ? title : NO_TITLE,
    sequence,
    direction,
  })

const sequenceIn = ({ keys }: PageOrder, { sequence, firstSequence }: EpisodeKeys): Mark['sequence'] =>
  keys.includes('sequence') ? sequence : firstSequence

const compare = (a: Place, b: Place): number =>
  (Buffer.compare(a.title, b.title) || a.sequence - b.sequence) * a.direction

/** Whether these keys are those of an episode that is asked for. */
export function isAskedFor(keys: EpisodeKeys, filters: PageFilters): boolean {
  return hasState(keys, filters) && isSame(keys, filters) && hasAll(keys, filters) && isInTime(keys, filters)
}

function hasState({ state }: EpisodeKeys, { state: asked }: PageFilters): boolean {
  return asked === undefined ? state !== 'deleted' : state === asked
}

function isSame(keys: EpisodeKeys, filters: PageFilters): boolean {
  return EQUAL.every((name) => filters[name] === undefined || filters[name] === keys[name])
}

const EQUAL = ['show', 'outcome', 'code', 'lane', 'preset'] as const

function hasAll(keys: EpisodeKeys, { finding, sourceSha256, words = [] }: PageFilters): boolean {
  if (finding !== undefined && !keys.findings.includes(finding)) return false
  if (sourceSha256 !== undefined && !keys.sources.includes(sourceSha256)) return false
  return words.every((beginning) => keys.words.some((word) => word.startsWith(beginning)))
}

function isInTime({ createdAt }: EpisodeKeys, { createdAfter, createdBefore }: PageFilters): boolean {
  if (createdAfter !== undefined && createdAt < createdAfter) return false
  return createdBefore === undefined || createdAt < createdBefore
}
