import { FULL_SCALE } from './levels.ts'

/** −50 dBFS, as the power of a sample. */
const AUDIBLE_POWER = (FULL_SCALE / 316) ** 2
/** Below this correlation the mono sum of two sides loses more than it keeps. */
const CANCELING = -0.7

/** How the two sides of stereo belong together. */
export type Phase = {
  /** Seconds that can be heard. */
  audibleSeconds: number
  /** Seconds of them in which the two sides cancel each other, and when that is first so. */
  cancelingSeconds: number
  cancelingAtSeconds?: number
  /** Over all that can be heard, −1 to 1. */
  correlation?: number
}

/** Sums over one window: squares of either side, and their products. */
export type SideSums = { left: number; right: number; cross: number; samples: number }

/** Correlates the two sides window by window, where there is something to hear. */
export function createPhase(samplesPerSecond: number) {
  let [position, audible, canceling, left, right, cross] = [0, 0, 0, 0, 0, 0]
  let cancelingAt: number | undefined
  return {
    add(window: SideSums): void {
      if ((window.left + window.right) / window.samples > AUDIBLE_POWER) {
        audible += window.samples
        left += window.left / FULL_SCALE
        right += window.right / FULL_SCALE
        cross += window.cross / FULL_SCALE
        if (correlation(window) < CANCELING) {
          canceling += window.samples
          cancelingAt ??= position
        }
      }
      position += window.samples
    },
    result(): Phase {
      return {
        audibleSeconds: audible / samplesPerSecond,
        cancelingSeconds: canceling / samplesPerSecond,
        ...(cancelingAt !== undefined && { cancelingAtSeconds: cancelingAt / samplesPerSecond }),
        ...(audible > 0 && { correlation: correlation({ left, right, cross }) }),
      }
    },
  }
}

/** 0 where one side is empty: it cancels nothing. */
function correlation({ left, right, cross }: Omit<SideSums, 'samples'>): number {
  const norm = Math.sqrt(left) * Math.sqrt(right)
  return norm > 0 ? Math.max(-1, Math.min(1, cross / norm)) : 0
}
