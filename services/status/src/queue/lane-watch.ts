import type { EventLog, Lane, LaneDepth } from '@soundmill/event-log'
import { LANES, type LaneName } from '@soundmill/events'
import { inTime } from '@soundmill/runtime'
import { remembered } from './remembered.ts'

/** What the log says of a lane; each absent when it did not say it in time. */
export type LaneSeen = { lane: LaneName; state?: Lane; depth?: LaneDepth }

/** However many ask, the log is asked once in so long: who has paused a lane sees it at once. */
const SEEN_FOR_MS = 200
/** Nobody who asks how long the queue is waits longer for a log that does not answer… */
const PATIENCE_MS = 500
/** …and nobody waits at all for so long after that. */
const SILENCE_MS = 3_000

/** Asks the log about every lane. Never rejects. */
export function watchLanes({ lanes }: Pick<EventLog, 'lanes'>, now: () => number = () => performance.now()) {
  let silentUntil = Number.NEGATIVE_INFINITY

  async function see(lane: LaneName): Promise<LaneSeen> {
    const [state, depth] = await Promise.all([
      inTime(lanes.state(lane), PATIENCE_MS),
      inTime(lanes.depth(lane), PATIENCE_MS),
    ])
    return { lane, ...(state && { state }), ...(depth && { depth }) }
  }

  const seen = remembered(SEEN_FOR_MS, async () => {
    const all = await Promise.all(LANES.map(see))
    if (all.every(({ state, depth }) => !state && !depth)) silentUntil = now() + SILENCE_MS
    return all
  })

  return async (): Promise<LaneSeen[]> =>
    now() < silentUntil ? LANES.map((lane) => ({ lane })) : await seen('all')
}
