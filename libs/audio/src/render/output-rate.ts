import type { Format, Rendition } from '../formats.ts'

/**
 * Opus knows only 48 kHz. The others follow the source's family: multiples of 8 kHz (8, 16, 32, 48, 96 …)
 * become 48 kHz, everything else 44.1 kHz. So the usual recordings are not resampled at all, and a low rate
 * is not kept, since players and hosts expect one of these two.
 */
export function outputRateHz(format: Format, sourceRateHz: number): 44_100 | 48_000 {
  return format === 'opus' || sourceRateHz % 8000 === 0 ? 48_000 : 44_100
}

/** The rate that was asked for, or the one that suits the source. */
export function rateOf({ format, sampleRateHz }: Rendition, sourceRateHz: number): 44_100 | 48_000 {
  return sampleRateHz ?? outputRateHz(format, sourceRateHz)
}
