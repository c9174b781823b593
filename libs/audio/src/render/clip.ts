import type { PreviewOptions } from '../audio-engine.ts'
import type { Inspected } from '../inspected.ts'
import type { LoudnessCurve } from '../loudness.ts'

/** A stretch of the recording. */
export type Clip = { atSeconds: number; seconds: number }

/** How long a clip may be. */
export const PREVIEW_SECONDS = { min: 5, max: 300 } as const

/** Which stretch was asked for; throws a RangeError for one that is not offered or not there. */
export function clipOf({ seconds, startSeconds }: PreviewOptions, inspected: Inspected): Clip {
  const { decodedDurationSeconds: duration, curve } = inspected
  const { min, max } = PREVIEW_SECONDS
  if (!(seconds >= min && seconds <= max)) {
    throw new RangeError(`a preview lasts ${min} to ${max} seconds, not ${seconds}`)
  }
  if (startSeconds !== undefined && !(startSeconds >= 0 && startSeconds < duration)) {
    throw new RangeError(`a preview from ${startSeconds} s on is outside the recording`)
  }
  if (seconds >= duration) return { atSeconds: 0, seconds: duration }
  const last = duration - seconds
  const atSeconds = Math.min(startSeconds ?? loudestStart(curve, seconds), last)
  return { atSeconds, seconds }
}

/** A value tells of the three seconds before it, so the first two within a clip look out of it. */
const LOOKBACK_SECONDS = 2

/** Where so many seconds carry the most power, in whole seconds; the first of several, 0 when nothing is heard. */
export function loudestStart(curve: LoudnessCurve, seconds: number): number {
  const power = curve.map((lufs) => (lufs === null ? 0 : 10 ** (lufs / 10)))
  const length = Math.max(1, Math.floor(seconds) - LOOKBACK_SECONDS)
  const at = (i: number) => power[i] ?? 0
  let sum = 0
  let best = { start: 0, sum: 0 }
  for (let end = LOOKBACK_SECONDS; end < power.length; end++) {
    sum += at(end)
    const start = end - length + 1
    if (start > LOOKBACK_SECONDS) sum -= at(start - 1)
    // Rounding must not make one of two equal stretches the louder one.
    if (start >= LOOKBACK_SECONDS && sum > best.sum * (1 + 1e-9)) {
      best = { start: start - LOOKBACK_SECONDS, sum }
    }
  }
  return best.start
}

/** A tenth of the clip, audibly soft without eating it up. */
const fadeSeconds = ({ seconds }: Clip) => Math.min(1, Math.max(0.05, seconds / 10))

/**
 * Cuts by counting samples, not by seeking: headers lie about where a second is. The fades come after the
 * limiter, so that inside them the clip is what the episode is.
 */
export function clipFilters(clip: Clip): { cut: string[]; fades: string[] } {
  const { atSeconds, seconds } = clip
  const fade = fadeSeconds(clip)
  const out = Math.max(0, seconds - fade)
  return {
    cut: [`atrim=start=${fixed(atSeconds)}:duration=${fixed(seconds)}`],
    fades: [
      `afade=t=in:st=0:d=${fixed(fade)}:curve=hsin`,
      `afade=t=out:st=${fixed(out)}:d=${fixed(fade)}:curve=hsin`,
    ],
  }
}

const fixed = (seconds: number) => seconds.toFixed(6)
