import { FULL_SCALE } from './levels.ts'

/** The wave is looked at in so many places for each sample, as ITU-R BS.1770 wants it at 48 kHz; and then, */
const OVERSAMPLING = 4
/**
 * where one of these reaches this share of the highest, in the middles between them: four see a tone near the
 * highest frequency up to 0.7 dB too low, eight 0.17. No middle is the highest if all around it are lower: a
 * wave whose highest is 1 bends by less than (π/8)²/2 = 0.077 on that way (Bernstein's inequality).
 */
const NEARLY = 0.9
/** Samples on either side that a place between two of them is computed from. */
const REACH = 16
/** Of Kaiser's window; ffmpeg's resampler, and so its ebur128, uses the same. */
const BETA = 9

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

/**
 * What a place from this sample to the next of its channel can be at most, by the six samples around it and the
 * highest within reach: the sum of what each can contribute.
 */
function mostAfter(samples: Int16Array, i: number, step: number, highest: number): number {
  let most = REST * highest
  for (let ring = 0; ring < RINGS.length; ring++) {
    const before = Math.abs(samples[i - ring * step] ?? 0)
    const behind = Math.abs(samples[i + (ring + 1) * step] ?? 0)
    most += (RINGS[ring] ?? 0) * (before > behind ? before : behind)
  }
  return most
}

/** From this sample to the next of its channel; looked at closely only where it is more than `worthwhile`. */
function highestAfter(samples: Int16Array, i: number, step: number, worthwhile: number): number {
  let highest = Math.max(Math.abs(samples[i] ?? 0), Math.abs(samples[i + step] ?? 0))
  for (const taps of PHASES) highest = Math.max(highest, Math.abs(between(samples, i, step, taps)))
  if (highest < worthwhile) return highest
  for (const taps of MIDDLES) highest = Math.max(highest, Math.abs(between(samples, i, step, taps)))
  return highest
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

function between(samples: Int16Array, i: number, step: number, taps: Float64Array): number {
  let sum = 0
  for (let k = 0, at = i - (REACH - 1) * step; k < taps.length; k++, at += step) {
    sum += (samples[at] ?? 0) * (taps[k] ?? 0)
  }
  return sum
}

/** For each place between two samples, what each of its neighbours contributes. */
const PHASES = Array.from({ length: OVERSAMPLING - 1 }, (_, phase) => tapsAt((phase + 1) / OVERSAMPLING))

const MIDDLES = Array.from({ length: OVERSAMPLING }, (_, phase) => tapsAt((phase + 0.5) / OVERSAMPLING))

/** What a place between samples can be at most, if none within reach is above 1: 2.35. */
const MOST_GAIN = mostOf((taps) => sizes(taps, 0, 2 * REACH))

/** The same of the two samples next to a place, of the two around these, and again; and of all the others. */
const RINGS = [0, 1, 2].map((ring) =>
  mostOf((taps) => sizes(taps, REACH - 1 - ring, REACH - ring) + sizes(taps, REACH + ring, REACH + ring + 1)),
)
const REST = mostOf((taps) => sizes(taps, 0, REACH - 3) + sizes(taps, REACH + 3, 2 * REACH))

function mostOf(size: (taps: Float64Array) => number): number {
  return Math.max(...[...PHASES, ...MIDDLES].map(size))
}

function sizes(taps: Float64Array, from: number, to: number): number {
  return taps.subarray(from, to).reduce((sum, tap) => sum + Math.abs(tap), 0)
}

function tapsAt(place: number): Float64Array {
  return Float64Array.from({ length: 2 * REACH }, (_, k) => {
    const distance = k - (REACH - 1) - place
    const window = bessel(BETA * Math.sqrt(1 - (distance / REACH) ** 2)) / bessel(BETA)
    return (Math.sin(Math.PI * distance) / (Math.PI * distance)) * window
  })
}

/** I₀, the modified Bessel function, as its power series. */
function bessel(x: number): number {
  let [sum, term] = [1, 1]
  for (let k = 1; k < 40; k++) {
    term *= (x / (2 * k)) ** 2
    sum += term
  }
  return sum
}
