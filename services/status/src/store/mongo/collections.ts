import { randomBytes } from 'node:crypto'
import type { Db } from 'mongodb'
import type { EpisodeView } from '../../views/episode-view.ts'
import type { TimelineEntry } from '../../views/timeline-entry.ts'
import { PROJECTION_VERSION } from '../../views/version.ts'
import type { Pointer } from '../pointer.ts'

/** A view, and beside it what it is found and guarded by. */
export type EpisodeDocument = Pick<EpisodeView, 'sequence' | 'firstSequence' | 'show' | 'state'> & {
  _id: string
  view: EpisodeView
}

/** A fact by its sequence; `fact` and `time` stand outside for people who look into the database. */
export type TimelineDocument = Omit<TimelineEntry, 'sequence'> & { _id: number; fact: string; time: string }

const KINDS = ['episodes', 'timeline'] as const
type Kind = (typeof KINDS)[number]

const nameOf = (kind: Kind, set: string) => `${kind}_v${PROJECTION_VERSION}_${set}`

/** The views of a set. */
export const episodesOf = (db: Db, set: string) => db.collection<EpisodeDocument>(nameOf('episodes', set))
/** The facts of a set. */
export const timelineOf = (db: Db, set: string) => db.collection<TimelineDocument>(nameOf('timeline', set))

/**
 * One for each way lists are asked for: all, of a state, of a show, of both, with a source. The last one lies
 * over the view itself, so documents are as they were, and a set made before it gets it at the next start.
 */
export async function ensureIndexes(db: Db, set: string): Promise<void> {
  const newest = { firstSequence: -1 } as const
  await episodesOf(db, set).createIndexes([
    { key: newest },
    { key: { state: 1, ...newest } },
    { key: { show: 1, ...newest } },
    { key: { show: 1, state: 1, ...newest } },
    { key: { 'view.sources.sha256': 1, ...newest } },
  ])
  await timelineOf(db, set).createIndex({ episode: 1, _id: 1 })
}

/** When it was made, and something that nobody else would take: `<milliseconds in base 36>_<random>`. */
export const newSetName = (): string => `${Date.now().toString(36)}_${randomBytes(4).toString('hex')}`

/** A set this young may be one that somebody is about to name. */
const YOUNG_MS = 3_600_000

function isYoung(collection: string): boolean {
  const [, madeAt = ''] = /_([0-9a-z]+)_[0-9a-f]{8}$/.exec(collection) ?? []
  return Date.now() - Number.parseInt(madeAt, 36) < YOUNG_MS
}

/** Drops a set that is not named any more, or never was. */
export async function dropSet(db: Db, set: string): Promise<void> {
  for (const kind of KINDS) await db.dropCollection(nameOf(kind, set))
}

/** Drops sets of this version that nobody names and nobody is about to name: what a crash has left. */
export async function dropLeftovers(db: Db, readPointer: () => Promise<Pointer>): Promise<void> {
  const ours = new RegExp(`^(${KINDS.join('|')})_v${PROJECTION_VERSION}_`)
  const found = await db.listCollections({ name: ours }, { nameOnly: true }).toArray()
  const { served, building } = await readPointer()
  const needed = new Set(
    [served, building].flatMap((slot) => (slot ? KINDS.map((kind) => nameOf(kind, slot.set)) : [])),
  )
  for (const { name } of found) if (!needed.has(name) && !isYoung(name)) await db.dropCollection(name)
}
