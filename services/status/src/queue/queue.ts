import type { EventLog } from '@soundmill/event-log'
import { LANES } from '@soundmill/events'
import type { OpenRow, StatusStore } from '../store/index.ts'
import type { OpenJob } from '../views/job-keys.ts'
import { type Backlog, busyOf } from './estimate.ts'
import { createHands } from './hands.ts'
import { type LaneSeen, watchLanes } from './lane-watch.ts'
import { pacesOf } from './paces.ts'
import type { ProgressMemory } from './progress-memory.ts'
import { remembered } from './remembered.ts'

/** Of each lane so many open jobs are looked at, the oldest: a few megabytes. */
export const LOOKED_AT = 10_000
/** What was measured is measured over so many jobs, the newest. */
export const MEASURED_OVER = 1_000

/** However many ask, the store is asked once in so long. */
const SEEN_FOR_MS = 500
/** Paces change slowly. */
const PACES_FOR_MS = 5_000

/** What is queued, of each lane the oldest first, and what the log says of the lanes. */
export type Seen = {
  open: readonly OpenRow[]
  lanes: readonly LaneSeen[]
  /** Lanes with more open jobs than were looked at. */
  truncated: ReadonlySet<string>
}

/** See `createQueue`. */
export type Queue = ReturnType<typeof createQueue>

/** Where the jobs are, who works, and what is heard of them. */
export type QueueDeps = { store: StatusStore; events: Pick<EventLog, 'lanes'>; memory: ProgressMemory }

/** What waits and what runs, seen at most half a second ago, with everything that an estimate needs. */
export function createQueue({ store, events, memory }: QueueDeps) {
  const hands = createHands()
  const lanesNow = watchLanes(events)

  const pacesNow = remembered(PACES_FOR_MS, async () => {
    const ended = await store.read((views) => views.endedJobs({ limit: MEASURED_OVER }))
    return pacesOf(ended)
  })

  const openNow = remembered(SEEN_FOR_MS, async () => {
    const rows = await store.read((views) =>
      Promise.all(LANES.map((lane) => views.openJobs({ lane, limit: LOOKED_AT }))),
    )
    const truncated = new Set<string>(LANES.filter((_, at) => rows[at]?.length === LOOKED_AT))
    return { open: rows.flat(), truncated }
  })

  return {
    /** Rejects as the store does; a log that does not answer leaves out what it would have said. */
    async look(now = Date.now()): Promise<Seen & { backlog: Backlog }> {
      const asked = [openNow('all'), lanesNow(), pacesNow('all')] as const
      const [{ open, truncated }, lanes, paces] = await Promise.all(asked)
      const paused = new Set(lanes.flatMap(({ lane, state }) => (state?.state === 'paused' ? lane : [])))
      const isLost = (job: OpenJob) => memory.isLost(job, now)
      const busy = busyOf({ open, isLost }).length
      const backlog = { open, paused, hands: hands.count(busy, lanes), paces, heard: memory.of, isLost, now }
      return { open, lanes, truncated, backlog }
    },
  }
}
