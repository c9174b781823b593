import type { EventLog, LaneState } from '@soundmill/event-log'
import { LANES, type LaneName } from '@soundmill/events'
import { HttpProblem } from '@soundmill/runtime'

/** How long a state that was read is believed, in milliseconds. */
const BELIEVED_MS = 2_000

/** A lane drains as long as its jobs take; whoever asks again so much later hears soon enough of its opening. */
const RETRY_AFTER_SECONDS = '30'

export type Gate = ReturnType<typeof createGate>

/**
 * Lets submits into lanes that take some. What it knows may be two seconds old. While the log does not answer every
 * lane counts as open: submits are taken then, and announced later.
 */
export function createGate({ lanes }: Pick<EventLog, 'lanes'>, monotonicMs = () => performance.now()) {
  const known = new Map<LaneName, { state: Promise<LaneState | undefined>; since: number }>()

  function stateOf(lane: LaneName): Promise<LaneState | undefined> {
    const found = known.get(lane)
    if (found && monotonicMs() - found.since < BELIEVED_MS) return found.state
    const asked = lanes.state(lane).then(({ state }) => state)
    // What cannot be read was said by a newer release, which will see to it.
    const state = asked.catch(() => undefined)
    known.set(lane, { state, since: monotonicMs() })
    return state
  }

  return {
    /** Throws the problem `lane_draining`. */
    async requireOpen(lane: LaneName): Promise<void> {
      if ((await stateOf(lane)) === 'draining') throw draining(lane)
    },

    /** As `requireOpen`, for whoever learns of the lane later and cannot wait then. */
    async look(): Promise<(lane: LaneName) => void> {
      const states = new Map(
        await Promise.all(LANES.map(async (lane) => [lane, await stateOf(lane)] as const)),
      )
      return (lane) => {
        if (states.get(lane) === 'draining') throw draining(lane)
      }
    },

    /** Something was said of a lane just now. */
    forget: (lane: LaneName): void => void known.delete(lane),
  }
}

function draining(lane: LaneName): HttpProblem {
  const detail = `the lane ${lane} takes no more for now: what is in it is finished first. Use another lane, or open it: soundmill lane resume ${lane}, POST /v1/lanes/${lane}/resume`
  return new HttpProblem(503, 'lane_draining', detail, { headers: { 'retry-after': RETRY_AFTER_SECONDS } })
}
