import { highestAfter, MOST_GAIN, mostAfter, NEARLY, REACH } from './between-samples.ts'
import { FULL_SCALE } from './levels.ts'

/** Frames that are passed over together when none of them is large, and then, of the rest, fewer of them. */
const BLOCK_FRAMES = 128
const PART_FRAMES = 16
const SLICE_SAMPLES = 16_384

/** Between −50 and 0 dBFS, 16 bits tell a peak to 0.04 dB. */
const FAINT = FULL_SCALE / 316

/** Places looked at: a share of the samples, and some more. Speech needs a tenth. */
const AFFORDABLE_SHARE = 0.25
const AFFORDABLE_PLACES = 400_000

export type TruePeak = {
  /** Interleaved samples of whole frames. */
  add(samples: Int16Array): void
  /**
   * In dBTP, to a tenth; null: digital silence. Undefined when it takes more than this to tell: the wave is
   * too faint for 16 bits, or so dense that ffmpeg tells it for less. To be called once, at the end.
   */
  result(): number | null | undefined
}

/**
 * Finds the highest point of a wave, also between its samples, by looking only where it could be: no place can
 * be higher than the highest sample within reach times `MOST_GAIN`, so what is lower than that throughout is
 * passed over, and nothing can be missed. ffmpeg's ebur128 oversamples everything, for as much as all the rest
 * of its measuring and decoding a WAV together.
 */
export function createTruePeak(channels: 1 | 2): TruePeak {
  const kept = 2 * REACH * channels
  const buffer = new Int16Array(kept + SLICE_SAMPLES)
  let [peak, places, samplesSeen] = [0, 0, 0]
  const affordable = () => places <= AFFORDABLE_SHARE * samplesSeen + AFFORDABLE_PLACES

  const highestWithinReach = (from: number, to: number) =>
    highestOf(buffer, from - (REACH - 1) * channels, to + REACH * channels)
  const lookInto = (from: number, to: number, highest: number) => {
    for (let i = from; i < to; i++) {
      if (mostAfter(buffer, i, channels, highest) <= peak) continue
      places++
      peak = Math.max(peak, highestAfter(buffer, i, channels, NEARLY * peak))
    }
  }
  const scan = (end: number) => {
    const last = end - REACH * channels
    eachPart(REACH * channels, last, BLOCK_FRAMES * channels, (from, to) => {
      peak = Math.max(peak, highestOf(buffer, from, to))
      if (!affordable() || MOST_GAIN * highestWithinReach(from, to) <= peak) return
      eachPart(from, to, PART_FRAMES * channels, (at, until) => {
        const highest = highestWithinReach(at, until)
        if (MOST_GAIN * highest > peak) lookInto(at, until, highest)
      })
    })
  }
  const add = (samples: Int16Array) => {
    if (samplesSeen === 0) buffer.set(mirrored(samples, 2 * REACH, channels))
    for (let at = 0; at < samples.length; at += SLICE_SAMPLES) {
      const part = samples.subarray(at, at + SLICE_SAMPLES)
      samplesSeen += part.length
      buffer.set(part, kept)
      scan(kept + part.length)
      buffer.copyWithin(0, part.length, part.length + kept)
    }
  }
  return {
    add,
    result() {
      add(new Int16Array(kept))
      if (peak === 0) return null
      if (peak < FAINT || !affordable()) return undefined
      return Math.round(200 * Math.log10(peak / FULL_SCALE)) / 10 + 0
    },
  }
}

function eachPart(from: number, end: number, size: number, handle: (from: number, to: number) => void): void {
  for (let at = from; at < end; at += size) handle(at, Math.min(end, at + size))
}

/**
 * What is taken to lie before the first sample: the same backwards, as ffmpeg's resampler takes it, so that
 * both say the same of recordings that begin in the middle of a sound.
 */
function mirrored(samples: Int16Array, frames: number, step: number): Int16Array {
  const mirror = new Int16Array(frames * step)
  for (let frame = 1; frame <= frames; frame++) {
    for (let side = 0; side < step; side++) {
      mirror[(frames - frame) * step + side] = samples[frame * step + side] ?? 0
    }
  }
  return mirror
}

function highestOf(samples: Int16Array, from: number, to: number): number {
  let highest = 0
  for (let i = from; i < to; i++) {
    const size = Math.abs(samples[i] ?? 0)
    if (size > highest) highest = size
  }
  return highest
}
