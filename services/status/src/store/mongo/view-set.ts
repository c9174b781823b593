import { type AnyBulkWriteOperation, type Db, MongoBulkWriteError } from 'mongodb'
import type { EpisodeView } from '../../views/episode-view.ts'
import type { Forgotten } from '../../views/fold.ts'
import { keysOf } from '../../views/keys.ts'
import type { TimelineEntry } from '../../views/timeline-entry.ts'
import type { Batch, ViewSet } from '../index.ts'
import { advance, begin, type Slot } from '../pointer.ts'
import type { Asking } from './asking.ts'
import { type EpisodeDocument, episodesOf, type TimelineDocument, timelineOf } from './collections.ts'
import { DUPLICATE_KEY, type SharedPointer } from './shared-pointer.ts'

/** `isAlone`: nobody reads the set yet or writes it too, so that facts may come in any order, twice as fast. */
export type WriterDeps = { ask: Asking; pointer: Pick<SharedPointer, 'update'>; isAlone?: boolean }

/** Every write is acknowledged by a majority (the client's write concern) before the next one begins. */
export function mongoViewSet(
  db: Db,
  { ask, pointer, isAlone = false }: WriterDeps,
  { set, place }: Slot,
): ViewSet {
  const episodes = episodesOf(db, set)
  const timeline = timelineOf(db, set)

  /** One after the other, so that nobody sees a fact and, later, an earlier one. */
  async function saveEntries(entries: TimelineEntry[]) {
    if (entries.length === 0) return
    if (!isAlone) await timeline.bulkWrite(entries.map(insertOnce), { ordered: true })
    else await ignoringWhatIsThere(timeline.insertMany(entries.map(documentOf), { ordered: false }))
  }

  async function forget({ episode, before }: Forgotten) {
    await timeline.deleteMany({ episode, _id: { $lt: before } })
  }

  async function saveViews(views: EpisodeView[]) {
    if (views.length === 0) return
    await ignoringWhatIsThere(episodes.bulkWrite(views.map(replaceOlder), { ordered: false }))
  }

  return {
    name: set,
    place,
    episodes: (ids) =>
      ask(async () => {
        const documents = await episodes.find({ _id: { $in: ids } }).toArray()
        return documents.map(({ view }) => view)
      }),
    write: (batch: Batch) =>
      ask(async () => {
        await pointer.update((now) => begin(now, set, batch.place.epoch))
        await saveEntries(batch.entries)
        for (const one of batch.forgotten ?? []) await forget(one)
        await saveViews(batch.views)
        await pointer.update((now) => advance(now, set, batch.place))
      }),
  }
}

function insertOnce(entry: TimelineEntry): AnyBulkWriteOperation<TimelineDocument> {
  const { _id, ...document } = documentOf(entry)
  return { updateOne: { filter: { _id }, update: { $setOnInsert: document }, upsert: true } }
}

/** Its members in the order in which an upsert puts them. */
function documentOf({ sequence, episode, event, late, attempt, worker }: TimelineEntry): TimelineDocument {
  const { show, fact, time } = event
  return {
    _id: sequence,
    ...(attempt !== undefined && { attempt }),
    ...{ episode, event, fact, late, show, time },
    ...(worker !== undefined && { worker }),
  }
}

/** A newer view hides from the filter, and the insertion that follows collides with it. */
function replaceOlder(view: EpisodeView): AnyBulkWriteOperation<EpisodeDocument> {
  const { id, sequence } = view
  const filter = { _id: id, sequence: { $lt: sequence } }
  return { replaceOne: { filter, replacement: { ...keysOf(view), view }, upsert: true } }
}

/** What is there already, or in a newer version, stays. */
async function ignoringWhatIsThere(writing: Promise<unknown>): Promise<void> {
  await writing.catch((err: unknown) => {
    if (!isAllNewer(err)) throw err
  })
}

function isAllNewer(err: unknown): boolean {
  if (!(err instanceof MongoBulkWriteError)) return false
  const failures = [err.writeErrors].flat()
  return failures.every(({ code }) => code === DUPLICATE_KEY) && !err.result.getWriteConcernError()
}
