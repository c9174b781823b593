import { randomBytes } from 'node:crypto'
import type { Db } from 'mongodb'
import type { EpisodeView } from '../../views/episode-view.ts'
import type { EpisodeKeys } from '../../views/keys.ts'
import type { TimelineEntry } from '../../views/timeline-entry.ts'
import type { Pointer } from '../pointer.ts'
import { KINDS, type Kind } from '../rebuilding.ts'
import type { Claims } from './claims.ts'

/** A view, and beside it what it is found and guarded by. */
export type EpisodeDocument = EpisodeKeys & { _id: string; view: EpisodeView }

/** A fact by its sequence; `fact` and `time` stand outside for people who look into the database. */
export type TimelineDocument = Omit<TimelineEntry, 'sequence'> & {
  _id: number
  show: string
  fact: string
  time: string
}

const nameOf = (kind: Kind, set: string) => `${kind}_${set}`

/** The views of a set. */
export const episodesOf = (db: Db, set: string) => db.collection<EpisodeDocument>(nameOf('episodes', set))
/** The facts of a set. */
export const timelineOf = (db: Db, set: string) => db.collection<TimelineDocument>(nameOf('timeline', set))

/**
 * The version of the projection, when the set was made, and something that nobody else would take:
 * `v<version>_<milliseconds in base 36>_<random>`.
 */
export const newSetName = (version: number): string =>
  `v${version}_${Date.now().toString(36)}_${randomBytes(4).toString('hex')}`

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

/** Who says which sets of a version are needed. */
export type Needed = { version: number; claims: Claims; readPointer: () => Promise<Pointer> }

/**
 * Drops sets of this version that nobody names, claims, or is about to name: what a crash has left. The claims are
 * read before the pointer: a claimed set that is served meanwhile is found in one or the other.
 */
export async function dropLeftovers(db: Db, { version, claims, readPointer }: Needed): Promise<void> {
  const found = await collectionsOf(db, (each) => each === version)
  const claimed = await claims.living()
  const { served, building } = await readPointer()
  const sets = [...claimed, ...[served, building].flatMap((slot) => slot?.set ?? [])]
  const needed = new Set(sets.flatMap((set) => KINDS.map((kind) => nameOf(kind, set))))
  for (const name of found) if (!needed.has(name) && !isYoung(name)) await db.dropCollection(name)
}

/** Drops everything of versions before this one. Returns the names of what it dropped. */
export async function dropOlder(db: Db, version: number): Promise<string[]> {
  const found = await collectionsOf(db, (each) => each < version)
  const pointers = db.collection<{ _id: string }>('projection')
  for (let old = 1; old < version; old++) await pointers.deleteOne({ _id: `v${old}` })
  for (const name of found) await db.dropCollection(name)
  return found
}

/** The collections of sets whose version is wanted. */
async function collectionsOf(db: Db, isWanted: (version: number) => boolean): Promise<string[]> {
  const ours = new RegExp(`^(?:${KINDS.join('|')})_v(\\d+)_`)
  const found = await db.listCollections({ name: ours }, { nameOnly: true }).toArray()
  return found.map(({ name }) => name).filter((name) => isWanted(Number(ours.exec(name)?.[1])))
}
