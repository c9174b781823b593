import type { Collection } from 'mongodb'
import type { Count, QueueViews } from '../queue-views.ts'
import type { EpisodeDocument } from './collections.ts'
import { COUNTED } from './indexes.ts'

type Group = { _id: Pick<Count, 'state'> & { [K in 'outcome' | 'code']: Count[K] | null }; episodes: number }

/** The questions of queue and throughput. Each reads no more documents than it answers with. */
export function mongoQueue(episodes: Collection<EpisodeDocument>): QueueViews {
  return {
    async openJobs({ lane, limit }) {
      const found = await episodes
        .find({ 'open.lane': lane })
        .project<Pick<EpisodeDocument, '_id' | 'show' | 'open'>>({ show: 1, open: 1 })
        .sort({ openSince: 1 })
        .limit(limit)
        .toArray()
      return found
        .flatMap(({ _id, show, open }) => open.map((job) => ({ ...job, episode: _id, show })))
        .filter((job) => job.lane === lane)
        .sort((a, b) => a.sequence - b.sequence)
        .slice(0, limit)
    },

    async endedJobs({ show, limit }) {
      const found = await episodes
        .find({ ...(show !== undefined && { show }), 'ended.endedAt': { $gt: '' } })
        .project<Pick<EpisodeDocument, '_id' | 'show' | 'ended'>>({ show: 1, ended: 1 })
        .sort({ 'ended.endedAt': -1, 'ended.sequence': -1 })
        .limit(limit)
        .toArray()
      return found.flatMap(({ _id, show: of, ended }) =>
        ended ? [{ ...ended, episode: _id, show: of }] : [],
      )
    },

    /** From the index alone, without reading a single document. */
    async counts({ show }) {
      const groups = await episodes
        .aggregate<Group>(
          [
            { $match: show === undefined ? {} : { show } },
            {
              $group: {
                _id: { state: '$state', outcome: '$outcome', code: '$code' },
                episodes: { $sum: 1 },
              },
            },
          ],
          { hint: COUNTED },
        )
        .toArray()
      return groups.map(countOf)
    },

    byLatestJob: async (job) => (await episodes.findOne({ 'view.latest': job }))?.view,
  }
}

/** An index says null of what is not there. */
function countOf({ _id: { state, outcome, code }, episodes }: Group): Count {
  return { state, ...(outcome && { outcome }), ...(code && { code }), episodes }
}
