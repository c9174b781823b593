import type { LaneName, LaneState } from '@soundmill/events'
import type { Position } from './index.ts'

/** What a lane lets through, since when, and who said so: nobody yet when it was always open. */
export type Lane = {
  lane: LaneName
  state: LaneState
  changedAt?: string
  principal?: string
}

/** How much there is to do in a lane, and who is there to do it. */
export type LaneDepth = {
  /** Jobs that nobody has taken up yet. */
  waiting: number
  /** Jobs that a worker has, or that wait for their next attempt. */
  inHand: number
  /** Free hands that wait here. A hand that is free waits in one lane only, in the last one it asks. */
  idleHands: number
}

export interface LaneControl {
  /**
   * What was said of the lane last; `open` when nobody said anything, or nothing that this release can read.
   * Rejects with LogUnavailableError.
   */
  state(lane: LaneName): Promise<Lane>

  /**
   * Says what the lane shall let through. Workers obey within seconds, on every replica. Of two that speak at
   * once the last in the log stands. A lane that is so already is left as it is: then the position is one at
   * which it was so. Rejects with LogUnavailableError.
   */
  set(lane: LaneName, state: LaneState, principal: string): Promise<{ lane: Lane; position: Position }>

  /** As the server sees it now. Rejects with LogUnavailableError. */
  depth(lane: LaneName): Promise<LaneDepth>
}
