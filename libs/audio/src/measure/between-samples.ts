/* The wave between the samples of interleaved sound: what it is there, and what it can be at most. */

/** The wave is looked at in so many places for each sample, as ITU-R BS.1770 wants it at 48 kHz. */
const OVERSAMPLING = 4
/**
 * Where one of these reaches this share of the highest, so are the middles between them: four places see a tone near the
 * highest frequency up to 0.7 dB too low, eight 0.17. No middle is the highest if all around it are lower: a
 * wave whose highest is 1 bends by less than (π/8)²/2 = 0.077 on that way (Bernstein's inequality).
 */
export const NEARLY = 0.9
/** Samples on either side that a place between two of them is computed from. */
export const REACH = 16
/** Of Kaiser's window; ffmpeg's resampler, and so its ebur128, uses the same. */
const BETA = 9

/**
 * What a place from this sample to the next of its channel can be at most, by the six samples around it and the
 * highest within reach: the sum of what each can contribute.
 */
export function mostAfter(samples: Int16Array, i: number, step: number, highest: number): number {
  let most = REST * highest
  for (let ring = 0; ring < RINGS.length; ring++) {
    const before = Math.abs(samples[i - ring * step] ?? 0)
    const behind = Math.abs(samples[i + (ring + 1) * step] ?? 0)
    most += (RINGS[ring] ?? 0) * (before > behind ? before : behind)
  }
  return most
}

/** From this sample to the next of its channel; looked at closely only where it is more than `worthwhile`. */
export function highestAfter(samples: Int16Array, i: number, step: number, worthwhile: number): number {
  let highest = Math.max(Math.abs(samples[i] ?? 0), Math.abs(samples[i + step] ?? 0))
  for (const taps of PHASES) highest = Math.max(highest, Math.abs(between(samples, i, step, taps)))
  if (highest < worthwhile) return highest
  for (const taps of MIDDLES) highest = Math.max(highest, Math.abs(between(samples, i, step, taps)))
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
export const MOST_GAIN = mostOf((taps) => sizes(taps, 0, 2 * REACH))

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
