import type { LaneName, LaneState } from '@soundmill/events'
import type { WorkDeps } from './deal.ts'
import { createDoorbell } from './doorbell.ts'
import { isBeyondUs, readLane } from './lane-control.ts'

/** Without a hint the log is asked anew this often. */
const LOOK_MS = 5_000
const RETRY_MS = 500

/** What the lanes let through, as this process knows it: while the log cannot be read, what it said last. */
export interface LaneWatch {
  /** Resolves when each lane was read once: until then none lets anything through. */
  ready: Promise<void>
  /** Whether a job may be taken from it. */
  lets(lane: LaneName): boolean
  stop(): void
}

export function watchLanes(deps: WorkDeps, lanes: readonly LaneName[]): LaneWatch {
  const { connection, subjects, log } = deps
  const ended = new AbortController()
  const states = new Map<LaneName, LaneState>()
  const doorbell = createDoorbell(connection, subjects.laneChanged())
  const stopListening = connection.onReconnect(doorbell.ring)
  let isReady: () => void = () => {}
  const ready = new Promise<void>((resolve) => {
    isReady = resolve
  })

  async function look(lane: LaneName) {
    try {
      states.set(lane, (await readLane(deps, lane)).lane.state)
    } catch (err) {
      if (!isBeyondUs(err)) return
      log.warn({ err, lane }, 'what was said of a lane last cannot be read')
      if (!states.has(lane)) states.set(lane, 'open')
    }
  }

  const run = async () => {
    while (!ended.signal.aborted) {
      await Promise.all(lanes.map(look))
      if (states.size === lanes.length) isReady()
      await doorbell.wait(states.size === lanes.length ? LOOK_MS : RETRY_MS, ended.signal)
    }
    isReady()
  }
  void run()

  return {
    ready,
    lets(lane) {
      const state = states.get(lane)
      return state !== undefined && state !== 'paused'
    },
    stop() {
      ended.abort()
      stopListening()
      doorbell.close()
    },
  }
}
