import type { Collection, Document, Filter } from 'mongodb'
import type { Mark, Page, PageFilters, PageQuery, PageSort } from '../index.ts'
import { markOf, orderOf, type PageOrder, type Placed } from '../page-order.ts'
import type { EpisodeDocument } from './collections.ts'
import { indexOf } from './indexes.ts'

/** What is read of an episode before it is known whether it is on the page. */
type Found = Placed & { _id: string }

/**
 * A page, found by its keys and only then read: an order that no index has is made of a few bytes an episode,
 * not of whole views. `upTo` is the place of the set: until there, nothing is missing.
 */
export async function mongoPage(
  episodes: Collection<EpisodeDocument>,
  upTo: number,
  query: PageQuery,
): Promise<Page> {
  const { sort, after, limit, ...filters } = query
  const order = orderOf(sort)
  const asked = filterOf(filters)
  const behind = after === undefined ? [] : filterBehind(order, after)
  const match = { $and: [...asked, ...behind, ...filterWhole(sort, upTo)] }
  const inOrder = [
    { $sort: Object.fromEntries(order.keys.map((key) => [key, order.direction])) },
    // One more than asked for tells whether others follow.
    { $limit: limit + 1 },
  ]
  const found = await findKeys(episodes, match, inOrder, await wayTo(episodes, match, filters, order))
  const last = found.length > limit ? found[limit - 1] : undefined
  const ids = found.slice(0, limit).map(({ _id }) => _id)
  // What has changed since is shown if it is still asked for.
  const documents = await episodes.find({ $and: [{ _id: { $in: ids } }, ...asked] }).toArray()
  const views = new Map(documents.map(({ _id, view }) => [_id, view]))
  return {
    views: ids.flatMap((id) => views.get(id) ?? []),
    ...(last && { next: markOf(order, last) }),
  }
}

/**
 * How a page is found: an index has it in its order; or so many match that going through all in their order soon has
 * a page together; or so few that all of them are read, in whichever order they are found.
 */
type Way = 'indexed' | { through: Document } | 'gathered'

/**
 * From here on going through the order is cheaper, as long as a page takes a small part of them: at a thousand of
 * 100,000 both read about a thousand episodes (`npm run bench:status`).
 */
export const MANY = 1_000

async function wayTo(
  episodes: Collection<EpisodeDocument>,
  match: Filter<EpisodeDocument>,
  filters: PageFilters,
  order: PageOrder,
): Promise<Way> {
  if (hasIndex(filters, order)) return 'indexed'
  const found = await episodes.countDocuments(match, { limit: MANY })
  return found < MANY ? 'gathered' : { through: indexOf(filters, order) }
}

const findKeys = (
  episodes: Collection<EpisodeDocument>,
  match: Filter<EpisodeDocument>,
  inOrder: Document[],
  way: Way,
): Promise<Found[]> =>
  episodes
    .aggregate<Found>(
      [{ $match: match }, ...(way === 'gathered' ? [KEYS, ...inOrder] : [...inOrder, KEYS])],
      typeof way === 'string' ? {} : { hint: way.through },
    )
    .toArray()

const KEYS = { $project: { sequence: 1, firstSequence: 1, sortTitle: 1 } }

/**
 * Whether an index has this order with these filters (`indexes.ts`). Then the keys are taken last: a projection in
 * front of the sort keeps MongoDB from reading in the order of the index, and it reads all that match instead.
 */
function hasIndex({ show: _, ...filters }: PageFilters, { keys }: PageOrder): boolean {
  const named = Object.entries(filters).flatMap(([name, value]) => (value === undefined ? [] : [name]))
  if (keys[0] !== 'firstSequence') return named.length === 0
  return !named.some((name) => RANGES.has(name))
}

/** Filters that are no single value: what their index finds is in the order of those values. */
const RANGES = new Set<string>(['words', 'createdAfter', 'createdBefore'] satisfies (keyof PageFilters)[])

/** At least one condition, all of them on keys. */
function filterOf(filters: PageFilters): Filter<EpisodeDocument>[] {
  const { state, finding, sourceSha256, words = [], createdAfter, createdBefore, ...equal } = filters
  const named = Object.entries({ ...equal, findings: finding, sources: sourceSha256 })
  return [
    { state: state ?? { $in: ['waiting', 'running', 'retrying', 'finished'] } },
    ...named.flatMap(([key, value]) => (value === undefined ? [] : [{ [key]: value }])),
    ...words.map((beginning) => ({ words: { $elemMatch: beginningWith(beginning) } })),
    ...(createdAfter === undefined ? [] : [{ createdAt: { $gte: createdAfter } }]),
    ...(createdBefore === undefined ? [] : [{ createdAt: { $lt: createdBefore } }]),
  ]
}

/** Nothing that a word can go on with is greater than the last code point there is. */
const beginningWith = (beginning: string) => ({ $gte: beginning, $lt: `${beginning}\u{10ffff}` })

/**
 * Views of one batch are saved in no order. Who saw a later one and went on from there would miss an earlier one
 * that is saved a moment afterwards, so where nothing may be missed he sees neither before both are there.
 */
function filterWhole(sort: PageSort = '-createdAt', upTo: number): Document[] {
  if (sort === 'updatedAt') return [{ sequence: { $lte: upTo } }]
  return sort.endsWith('createdAt') ? [{ firstSequence: { $lte: upTo } }] : []
}

/** What follows a mark. With a title: a range an index can be read in, and the rest of those of this title. */
function filterBehind({ keys, direction }: PageOrder, { sequence, title = '' }: Mark): Document[] {
  const [further, fromHere] = direction === 1 ? ['$gt', '$gte'] : ['$lt', '$lte']
  if (keys.includes('sequence')) return [{ sequence: { [further]: sequence } }]
  const younger = { firstSequence: { [further]: sequence } }
  if (!keys.includes('sortTitle')) return [younger]
  return [{ sortTitle: { [fromHere]: title } }, { $or: [{ sortTitle: { [further]: title } }, younger] }]
}
