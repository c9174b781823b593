import { FULL_SCALE } from './levels.ts'

/** −50 dBFS, as the power of a sample. */
const AUDIBLE_POWER = (FULL_SCALE / 316) ** 2
/**
 * The mono sum of two sides keeps less than this part of their power: it is 8 dB quieter than if they were the
 * same. Of equally loud sides that is a correlation below −0.7. One that is much quieter than the other (the
 * neighbour's voice in a microphone) takes little from it, however they correlate.
 */
const CANCELED = 0.15

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
        if (keptInMono(window) < CANCELED) {
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

/** Of the power of both sides: 1 where they are the same, ½ where they have nothing in common. */
function keptInMono({ left, right, cross }: SideSums): number {
  return (left + right + 2 * cross) / (2 * (left + right))
}

/** 0 where one side is empty: it cancels nothing. */
function correlation({ left, right, cross }: Omit<SideSums, 'samples'>): number {
  const norm = Math.sqrt(left) * Math.sqrt(right)
  return norm > 0 ? Math.max(-1, Math.min(1, cross / norm)) : 0
}
