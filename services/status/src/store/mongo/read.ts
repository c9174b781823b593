import type { Db } from 'mongodb'
import type { TimelineEntry } from '../../views/timeline-entry.ts'
import type { PageQuery, Views } from '../index.ts'
import type { Slot } from '../pointer.ts'
import { episodesOf, type TimelineDocument, timelineOf } from './collections.ts'

/** A set as readers see it. */
export function mongoViews(db: Db, { set, epoch, place }: Slot): Views {
  return {
    set,
    epoch,
    place,
    position: (sequence) => `${epoch}-${sequence}`,
    episode: async (id) => (await episodesOf(db, set).findOne({ _id: id }))?.view,
    async page({ show, state, sourceSha256, before, limit }: PageQuery) {
      const filter = {
        ...(show !== undefined && { show }),
        state: state ?? { $in: ['waiting', 'running', 'retrying', 'finished'] as const },
        ...(sourceSha256 !== undefined && { 'view.sources.sha256': sourceSha256 }),
        ...(before !== undefined && { firstSequence: { $lt: before } }),
      }
      const documents = await episodesOf(db, set)
        .find(filter)
        .sort({ firstSequence: -1 })
        .limit(limit)
        .toArray()
      return documents.map(({ view }) => view)
    },
    async timeline({ episode, after, limit }) {
      const documents = await timelineOf(db, set)
        .find({ episode, _id: { $gt: after } })
        .sort({ _id: 1 })
        .limit(limit)
        .toArray()
      return documents.map(entryOf)
    },
  }
}

/** Member by member: MongoDB keeps those of a document in an order of its own. */
function entryOf({ _id, episode, late, attempt, worker, event }: TimelineDocument): TimelineEntry {
  const run = { ...(attempt !== undefined && { attempt }), ...(worker !== undefined && { worker }) }
  return { sequence: _id, episode, late, ...run, event }
}
