import type { EpisodeKeys } from '../views/keys.ts'
import type { MemoryRow } from './memory-page.ts'
import type { Count, EndedRow, OpenRow, QueueViews } from './queue-views.ts'

/** The questions of queue and throughput, answered by looking at every episode. */
export function memoryQueue(rows: () => Iterable<MemoryRow>): QueueViews {
  const all = () => Array.from(rows())

  return {
    async openJobs({ lane, limit }) {
      const waiting = all()
        .filter(({ keys }) => keys.open.some((job) => job.lane === lane))
        .sort((a, b) => since(a) - since(b))
        .slice(0, limit)
      return openRows(waiting, lane, limit)
    },

    async endedJobs({ show, limit }) {
      return all()
        .filter(({ keys }) => isOfShow(keys, show))
        .flatMap(({ view: { id }, keys }) =>
          keys.ended ? [{ ...keys.ended, episode: id, show: keys.show }] : [],
        )
        .sort(latestFirst)
        .slice(0, limit)
    },

    async counts({ show }) {
      const kinds = new Map<string, Count>()
      for (const { keys } of all()) if (isOfShow(keys, show)) count(kinds, keys)
      return [...kinds.values()]
    },

    byLatestJob: async (job) => all().find(({ view }) => view.latest === job)?.view,
  }
}

const since = ({ keys }: MemoryRow): number => keys.openSince ?? 0

function openRows(rows: MemoryRow[], lane: string, limit: number): OpenRow[] {
  return rows
    .flatMap(({ view: { id }, keys: { open, show } }) => open.map((job) => ({ ...job, episode: id, show })))
    .filter((job) => job.lane === lane)
    .sort((a, b) => a.sequence - b.sequence)
    .slice(0, limit)
}

function latestFirst(a: EndedRow, b: EndedRow): number {
  if (a.endedAt === b.endedAt) return b.sequence - a.sequence
  return a.endedAt < b.endedAt ? 1 : -1
}

const isOfShow = (keys: EpisodeKeys, show: string | undefined): boolean =>
  show === undefined || keys.show === show

function count(kinds: Map<string, Count>, { state, outcome, code }: EpisodeKeys) {
  const kind = JSON.stringify([state, outcome, code])
  const known = kinds.get(kind)
  const told = { state, ...(outcome !== undefined && { outcome }), ...(code !== undefined && { code }) }
  kinds.set(kind, { ...told, episodes: (known?.episodes ?? 0) + 1 })
}
