/** How strong a recording is, step by step: enough to tell what a limiter would do to it. */
export type Envelope = {
  steps: number
  /** Of each step, the highest sample of any channel; full scale is 32,768. */
  peaks: Uint16Array
  /** Of each step, the sum of the squares of its samples. */
  powers: Float32Array
}

/** As long as the limiter looks ahead; `predict-loss.ts` counts in these. */
export const STEP_MS = 5

/** Four hours, in 17 MB. Of longer recordings there is none. */
const MAX_STEPS = (4 * 3600 * 1000) / STEP_MS

/** Follows interleaved 16-bit samples of whole frames. */
export function createEnvelope(channels: 1 | 2, sampleRateHz: number) {
  const size = channels * Math.max(1, Math.round((sampleRateHz * STEP_MS) / 1000))
  let peaks = new Uint16Array(4096)
  let powers = new Float32Array(4096)
  let [steps, filled, peak, power] = [0, 0, 0, 0]
  const close = () => {
    if (steps === peaks.length && steps < MAX_STEPS) {
      peaks = grown(peaks, new Uint16Array(2 * steps))
      powers = grown(powers, new Float32Array(2 * steps))
    }
    peaks[steps] = peak
    powers[steps] = power
    steps++
    filled = peak = power = 0
  }
  const scan = (samples: Int16Array, from: number, to: number) => {
    let [highest, squares] = [peak, power]
    for (let i = from; i < to; i++) {
      const sample = Math.abs(samples[i] ?? 0)
      squares += sample * sample
      if (sample > highest) highest = sample
    }
    peak = highest
    power = squares
  }
  return {
    add(samples: Int16Array): void {
      for (let at = 0; at < samples.length && steps <= MAX_STEPS; ) {
        const to = Math.min(samples.length, at + size - filled)
        scan(samples, at, to)
        filled += to - at
        at = to
        if (filled === size) close()
      }
    },
    result: (): Envelope | undefined => (steps > MAX_STEPS ? undefined : { steps, peaks, powers }),
  }
}

function grown<T extends Uint16Array | Float32Array>(from: T, to: T): T {
  to.set(from)
  return to
}
