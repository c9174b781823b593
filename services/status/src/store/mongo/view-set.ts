import { type AnyBulkWriteOperation, type Db, MongoBulkWriteError } from 'mongodb'
import type { EpisodeView } from '../../views/episode-view.ts'
import type { TimelineEntry } from '../../views/timeline-entry.ts'
import type { Batch, ViewSet } from '../index.ts'
import { advance, begin, type Slot } from '../pointer.ts'
import type { Asking } from './asking.ts'
import { type EpisodeDocument, episodesOf, type TimelineDocument, timelineOf } from './collections.ts'
import { DUPLICATE_KEY, type SharedPointer } from './shared-pointer.ts'

/** Every write is acknowledged by a majority (the client's write concern) before the next one begins. */
export function mongoViewSet(
  db: Db,
  { ask, pointer }: { ask: Asking; pointer: SharedPointer },
  { set, place }: Slot,
): ViewSet {
  const episodes = episodesOf(db, set)
  const timeline = timelineOf(db, set)

  /** One after the other, so that nobody sees a fact and, later, an earlier one. */
  async function saveEntries(entries: TimelineEntry[]) {
    if (entries.length > 0) await timeline.bulkWrite(entries.map(insertOnce), { ordered: true })
  }

  async function saveViews(views: EpisodeView[]) {
    if (views.length === 0) return
    try {
      await episodes.bulkWrite(views.map(replaceOlder), { ordered: false })
    } catch (err) {
      if (!isAllNewer(err)) throw err
    }
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
        await saveViews(batch.views)
        await pointer.update((now) => advance(now, set, batch.place))
      }),
  }
}

function insertOnce({ sequence, ...entry }: TimelineEntry): AnyBulkWriteOperation<TimelineDocument> {
  const document = { ...entry, fact: entry.event.fact, time: entry.event.time }
  return { updateOne: { filter: { _id: sequence }, update: { $setOnInsert: document }, upsert: true } }
}

/** A newer view hides from the filter, and the insertion that follows collides with it. */
function replaceOlder(view: EpisodeView): AnyBulkWriteOperation<EpisodeDocument> {
  const { id, sequence, firstSequence, show, state } = view
  const filter = { _id: id, sequence: { $lt: sequence } }
  return {
    replaceOne: { filter, replacement: { sequence, firstSequence, show, state, view }, upsert: true },
  }
}

function isAllNewer(err: unknown): boolean {
  if (!(err instanceof MongoBulkWriteError)) return false
  const failures = [err.writeErrors].flat()
  return failures.every(({ code }) => code === DUPLICATE_KEY) && !err.result.getWriteConcernError()
}
