import { z } from 'zod'
import { Speaker } from './episode-event.ts'
import { Code, Principal, Time, Uuid } from './values.ts'

/** The queues a job can wait in. Urgent ones are asked first; no lane starves another. */
export const LANES = ['normal', 'urgent'] as const

export const Lane = z.enum(LANES)
export type LaneName = z.infer<typeof Lane>

/**
 * What a lane lets through. `open`: everything. `paused`: jobs are accepted and wait, nobody takes one, what is
 * in hand goes on. `draining`: what waits is worked, and nothing more is accepted.
 */
export const LaneState = z.enum(['open', 'paused', 'draining'])
export type LaneState = z.infer<typeof LaneState>

/** Somebody opened, paused or drained a lane; the last one stands. Said by ingest. */
export const LaneChanged = z.object({
  /** Random for each saying. */
  id: Uuid,
  source: Speaker,
  time: Time,
  /** A reader of today passes over the lane of tomorrow. */
  lane: Code,
  data: z.object({ state: LaneState, principal: Principal }),
})
export type LaneChanged = z.infer<typeof LaneChanged>

/** The version it is written in. */
export const LANE_CHANGED_VERSION = 1
