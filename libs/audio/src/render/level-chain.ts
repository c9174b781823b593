import type { Mix } from '../measure/mix.ts'
import type { Plan } from './plan.ts'

/**
 * Gain and a limiter at the rate of the output, in floating point. (loudnorm costs five times as much, turns
 * dynamic without a word, and misses the peak after resampling.) `latency=1` takes the limiter's look-ahead
 * back, so that nothing is shifted or lost; `level=0` keeps it from raising the level by itself.
 */
export function levelChain(mix: Mix, rateHz: number, { gainDb, limitDbfs }: Plan): string[] {
  const limit = 10 ** (Math.min(0, limitDbfs) / 20)
  return [
    // Time stamps may jump or lie; from here on they count samples.
    'asetpts=N/SR/TB',
    mix.filter,
    `aresample=${rateHz}`,
    `volume=${gainDb.toFixed(3)}dB:precision=double`,
    `alimiter=limit=${limit.toFixed(6)}:level=0:latency=1`,
  ]
}
