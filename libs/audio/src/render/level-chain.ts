import type { Hearing } from './hearing.ts'
import { mustLimit, type Plan } from './plan.ts'

/** From here on time stamps, which may jump or lie, count samples. */
export const COUNTED = 'asetpts=N/SR/TB'

/**
 * Gain and, where a peak could need it, a limiter, at the rate of the output, in floating point. (loudnorm
 * costs five times as much, turns dynamic without a word, and misses the peak after resampling.) `latency=1`
 * takes the limiter's look-ahead back, so that nothing is shifted or lost; `level=0` keeps it from raising the
 * level by itself.
 */
export function levelChain({ mix, loudness }: Hearing, rateHz: number, plan: Plan): string[] {
  const limit = 10 ** (Math.min(0, plan.limitDbfs) / 20)
  const limiter = `alimiter=limit=${limit.toFixed(6)}:level=0:latency=1`
  return [
    ...[COUNTED, mix.filter, `aresample=${rateHz}`],
    `volume=${plan.gainDb.toFixed(3)}dB:precision=double`,
    ...(mustLimit(loudness, plan) ? [limiter] : []),
  ]
}
