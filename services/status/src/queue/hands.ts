import type { LaneSeen } from './lane-watch.ts'

/** A free hand asks again every second, and is not seen in between; one that left is believed gone after this. */
const SEEN_FOR_MS = 5_000

/**
 * How many hands are free: the most that were seen in the last five seconds, when busy ones are counted in.
 * Undefined when the log said nothing in that time.
 */
export function createHands(now: () => number = () => performance.now()) {
  let seen: { hands: number; at: number }[] = []

  return {
    /** How many there are, busy ones included, now that so many are busy. */
    count(busy: number, lanes: readonly LaneSeen[]): number | undefined {
      seen = seen.filter(({ at }) => now() - at < SEEN_FOR_MS)
      const depths = lanes.flatMap(({ depth }) => depth ?? [])
      if (depths.length > 0) {
        const idle = depths.reduce((sum, { idleHands }) => sum + idleHands, 0)
        seen.push({ hands: busy + idle, at: now() })
      }
      if (seen.length === 0) return undefined
      return Math.max(...seen.map(({ hands }) => hands))
    },
  }
}
