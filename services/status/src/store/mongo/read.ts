import type { Db } from 'mongodb'
import type { TimelineEntry } from '../../views/timeline-entry.ts'
import type { TimelineQuery, Views } from '../index.ts'
import type { Slot } from '../pointer.ts'
import { episodesOf, type TimelineDocument, timelineOf } from './collections.ts'
import { mongoPage } from './page.ts'
import { mongoQueue } from './queue.ts'

/** A set as readers see it. */
export function mongoViews(db: Db, { set, epoch, place }: Slot): Views {
  const episodes = episodesOf(db, set)
  return {
    set,
    epoch,
    place,
    position: (sequence) => `${epoch}-${sequence}`,
    episode: async (id) => (await episodes.findOne({ _id: id }))?.view,
    page: (query) => mongoPage(episodes, place?.sequence ?? 0, query),
    async timeline({ after, limit, ...whose }) {
      const documents = await timelineOf(db, set)
        .find({ ...filterOf(whose), _id: { $gt: after } })
        .sort({ _id: 1 })
        .limit(limit)
        .toArray()
      return documents.map(entryOf)
    },
    ...mongoQueue(episodes),
  }
}

function filterOf({ episode, show }: Pick<TimelineQuery, 'episode' | 'show'>) {
  if (episode !== undefined) return { episode }
  return show === undefined ? {} : { show }
}

/** Member by member: MongoDB keeps those of a document in an order of its own. */
function entryOf({ _id, episode, late, attempt, worker, event }: TimelineDocument): TimelineEntry {
  const run = { ...(attempt !== undefined && { attempt }), ...(worker !== undefined && { worker }) }
  return { sequence: _id, episode, late, ...run, event }
}
