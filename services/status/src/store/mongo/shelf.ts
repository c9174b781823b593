import type { Db } from 'mongodb'
import type { Shelf, ShelfQuery, Stored } from '../rebuilding.ts'
import type { Asking } from './asking.ts'
import { episodesOf, timelineOf } from './collections.ts'

/** Read at once, so that a set of any size is compared in bounded memory. */
const BATCH = 500

/** The documents of a set as they are, their indexed members included. */
export function mongoShelf(db: Db, set: string, ask: Asking): Shelf {
  async function* episodes({ episodes: ids }: ShelfQuery): AsyncGenerator<Stored> {
    const filter = ids ? { _id: { $in: ids } } : {}
    const found = episodesOf(db, set).find(filter, { batchSize: BATCH }).sort({ _id: 1 })
    for await (const { _id, ...content } of found) {
      yield { key: _id, episode: _id, sequence: content.view.sequence, content }
    }
  }

  async function* timeline({ episodes: ids, upTo }: ShelfQuery): AsyncGenerator<Stored> {
    const filter = { _id: { $lte: upTo }, ...(ids && { episode: { $in: ids } }) }
    const found = timelineOf(db, set).find(filter, { batchSize: BATCH }).sort({ _id: 1 })
    for await (const { _id, ...content } of found) {
      yield { key: _id, episode: content.episode, sequence: _id, content }
    }
  }

  return async function* shelf(query) {
    const found = query.kind === 'episodes' ? episodes(query) : timeline(query)
    for (;;) {
      const next = await ask(() => found.next())
      if (next.done) return
      yield next.value
    }
  }
}
