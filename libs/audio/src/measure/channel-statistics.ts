import { FULL_SCALE } from './levels.ts'

/** Of one channel; 1 is full scale. */
export type ChannelStatistics = {
  /** The DC offset. */
  mean: number
  rms: number
  peak: number
  /** How often three or more samples in a row stand at full scale: the top of a wave that was cut off. */
  clippedRuns: number
  /** The frame in which the first of them begins. */
  firstClippedFrame?: number
}

const AT_FULL_SCALE = 32_767
const CLIPPED_RUN = 3

/** Takes every `step`th sample beginning with `first`. Sums stay exact for 24 hours: they stay below 2^53. */
export function createChannel(first: number, step: number) {
  const clipping = createClipping(first, step)
  let [frames, sum, power, peak] = [0, 0, 0, 0]
  return {
    /** Samples from `from` to `to`, whole frames; returns the sum of their squares, which is a whole number. */
    add(samples: Int16Array, from: number, to: number): number {
      let [partSum, squares, highest] = [0, 0, 0]
      for (let i = from + first; i < to; i += step) {
        const sample = samples[i] ?? 0
        // Not by comparing: the sign of a sample is what a processor's branch prediction cannot guess.
        const size = Math.abs(sample)
        partSum += sample
        squares += size * size
        if (size > highest) highest = size
      }
      if (highest >= AT_FULL_SCALE) clipping.look(samples, from, to, frames)
      else clipping.nothing()
      frames += (to - from) / step
      sum += partSum
      power += squares / FULL_SCALE
      peak = Math.max(peak, highest)
      return squares
    },
    peak: () => peak,
    result: (): ChannelStatistics => ({
      mean: sum / Math.max(1, frames) / FULL_SCALE,
      rms: Math.sqrt(power / Math.max(1, frames) / FULL_SCALE),
      peak: peak / FULL_SCALE,
      ...clipping.result(),
    }),
  }
}

/** Looks only where something touches full scale: there is no need to count samples in a row elsewhere. */
function createClipping(first: number, step: number) {
  let [row, clippedRuns] = [0, 0]
  let firstClippedFrame: number | undefined
  return {
    look(samples: Int16Array, from: number, to: number, framesBefore: number): void {
      for (let i = from + first; i < to; i += step) {
        row = Math.abs(samples[i] ?? 0) >= AT_FULL_SCALE ? row + 1 : 0
        if (row !== CLIPPED_RUN) continue
        clippedRuns++
        firstClippedFrame ??= framesBefore + Math.floor((i - from) / step) + 1 - CLIPPED_RUN
      }
    },
    /** The samples that came were all below full scale. */
    nothing(): void {
      row = 0
    },
    result: () => ({ clippedRuns, ...(firstClippedFrame !== undefined && { firstClippedFrame }) }),
  }
}
