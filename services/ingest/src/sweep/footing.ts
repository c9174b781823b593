import type { BlobStore } from '@soundmill/blob-store'
import type { EventLog } from '@soundmill/event-log'
import { type Subjects, UnreadableEventError } from '@soundmill/events'
import { isInPlace, newestWitness } from '../witness.ts'
import { readRecord, type SweepRecord, writeRecord } from './record.ts'

export type FootingDeps = { blobs: BlobStore; events: EventLog; subjects: Subjects }

/** From when on the log can be believed about what lies in the store. */
export type Footing = Pick<SweepRecord, 'sourcesSince' | 'artifactsSince'>

/**
 * That an event is not in the log says something only about a log that has lost nothing: one that was made anew,
 * restored, or cut off by a power failure no longer knows what it knew. So every pass leaves the newest event in
 * the store, and the next looks whether it is still in its place. If not, or if this is the first pass ever,
 * nothing that was stored until now goes because the log does not name it. That costs the leftovers of one bad
 * day; the other way costs recordings.
 *
 * It holds for artifacts, too, although those go by what the log does say: in a log that was made anew, jobs are done
 * again, and an outcome names the new run. When a backup takes the place of that log, the old run counts again. (A
 * deletion is as good as ever.)
 */
export async function takeFooting(deps: FootingDeps, storeTime: Date): Promise<Footing> {
  // The record before the log: the log can only have grown meanwhile.
  const record = await readRecord(deps.blobs)
  const { epoch } = await deps.events.state()
  const held = record?.epoch === epoch && (await isInPlace(deps, record)) ? record : undefined
  const footing = held ?? { sourcesSince: storeTime, artifactsSince: storeTime }
  const newest = await newestWitness(deps)
  // A newest event from the future is no witness: the one before it serves again, if it does.
  const witness = newest === 'unreadable' ? held : { epoch, ...newest }
  if (!witness) throw new UnreadableEventError('the newest event cannot be read')
  const { sourcesSince, artifactsSince } = footing
  await writeRecord(deps.blobs, { ...witness, sourcesSince, artifactsSince })
  return { sourcesSince, artifactsSince }
}

/** Tells the next passes what is settled. Never takes back what another has said meanwhile, which holds as well. */
export async function moveFooting({ blobs }: FootingDeps, to: Footing): Promise<void> {
  const record = await readRecord(blobs)
  if (!record) return
  const later = (field: keyof Footing) => (record[field] > to[field] ? record[field] : to[field])
  const moved = { sourcesSince: later('sourcesSince'), artifactsSince: later('artifactsSince') }
  await writeRecord(blobs, { ...record, ...moved })
}
