/** Of one channel; 1 is full scale. */
export type ChannelStatistics = {
  /** The DC offset. */
  mean: number
  rms: number
  peak: number
  /** How often three or more samples in a row stand at full scale: the top of a wave that was cut off. */
  clippedRuns: number
}

const FULL_SCALE = 32_768
const AT_FULL_SCALE = 32_767
const CLIPPED_RUN = 3

type Scan = { sum: number; power: number; peak: number; run: number; clippedRuns: number }

/** Takes every `step`th sample beginning with `from`. Sums stay exact for 24 hours: they stay below 2^53. */
export function createChannel() {
  let count = 0
  let total: Scan = { sum: 0, power: 0, peak: 0, run: 0, clippedRuns: 0 }
  return {
    add(samples: Int16Array, from: number, step: number): void {
      const part = scan(samples, from, step, total.run)
      count += samples.length / step
      total = {
        sum: total.sum + part.sum,
        power: total.power + part.power / FULL_SCALE,
        peak: Math.max(total.peak, part.peak),
        run: part.run,
        clippedRuns: total.clippedRuns + part.clippedRuns,
      }
    },
    result: (): ChannelStatistics => ({
      mean: total.sum / Math.max(1, count) / FULL_SCALE,
      rms: Math.sqrt(total.power / Math.max(1, count) / FULL_SCALE),
      peak: total.peak / FULL_SCALE,
      clippedRuns: total.clippedRuns,
    }),
  }
}

function scan(samples: Int16Array, from: number, step: number, runBefore: number): Scan {
  let [sum, power, peak, run, clippedRuns] = [0, 0, 0, runBefore, 0]
  for (let i = from; i < samples.length; i += step) {
    const sample = samples[i] ?? 0
    // Not by comparing: the sign of a sample is what a processor's branch prediction cannot guess.
    const size = Math.abs(sample)
    sum += sample
    power += size * size
    if (size > peak) peak = size
    run = size >= AT_FULL_SCALE ? run + 1 : 0
    if (run === CLIPPED_RUN) clippedRuns++
  }
  return { sum, power, peak, run, clippedRuns }
}
