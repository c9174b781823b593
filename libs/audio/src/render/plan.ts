import type { Rendition } from '../formats.ts'
import { VERY_QUIET_LUFS } from '../inspect/source-findings.ts'
import type { Loudness, LoudnessTarget } from '../loudness.ts'
import { ENCODERS } from './encoders.ts'

/** More gain than this raises a recording's noise more than its voice. */
export const MAX_GAIN_DB = 20
/** Pushed further into the limiter than this, a recording is ruined sooner than it is loud. */
const MAX_PUSH_DB = 10

/** What is done to the level on the way to one rendition. */
export type Plan = {
  gainDb: number
  /** What the gain holds for the codec's own change of level. */
  trimDb: number
  /** More than this is not given even to make up for the limiter. */
  maxGainDb: number
  /** The highest sample the limiter lets through. */
  limitDbfs: number
  /** Where the loudness should come out; null when it cannot be brought anywhere. */
  aimLufs: number | null
  /** How loud it must enter the encoder to come out there. */
  enterLufs: number | null
  /** Where it will come out as far as is known; not at the aim when the limiter cannot be pushed that far. */
  expectLufs: number | null
}

/** Gain is linear, so this is right as long as the limiter has little to do; see `settleGain`. */
export function planFor(source: Loudness, target: LoudnessTarget, rendition: Rendition): Plan {
  const { trimDb, headroomDb } = ENCODERS[rendition.format]
  const trim = trimDb(rendition)
  const { db, aimLufs } = sourceGain(source, target)
  return {
    gainDb: db + trim,
    trimDb: trim,
    maxGainDb: db + trim + MAX_PUSH_DB,
    // The encoder lowers peaks by what the trim makes up for.
    limitDbfs: target.truePeakDbtp - headroomDb + trim,
    aimLufs,
    enterLufs: aimLufs === null ? null : aimLufs + trim,
    expectLufs: aimLufs,
  }
}

export type SourceGain = { db: number; aimLufs: number | null; capped: boolean }

/** What a source needs to meet the target, without any codec's trim. */
export function sourceGain({ integratedLufs }: Loudness, target: LoudnessTarget): SourceGain {
  if (integratedLufs === null || integratedLufs < VERY_QUIET_LUFS)
    return { db: 0, aimLufs: null, capped: false }
  const wanted = target.integratedLufs - integratedLufs
  const db = Math.min(wanted, MAX_GAIN_DB)
  return { db, aimLufs: integratedLufs + db, capped: wanted > MAX_GAIN_DB }
}

/** By how much the limiter must lower the highest peak; below 0 there is that much room. */
export function reductionDb(source: Loudness, { gainDb, limitDbfs }: Plan): number {
  return (source.truePeakDbtp ?? Number.NEGATIVE_INFINITY) + gainDb - limitDbfs
}

/**
 * Whether any peak could come near the limiter, after resampling too. Where none can, the chain has no limiter,
 * which costs as much as all the rest of it.
 */
export function mustLimit(source: Loudness, plan: Plan): boolean {
  return reductionDb(source, plan) > -RESAMPLED_PEAK_DB
}

/** By how much a resampler may raise the true peak that was measured before it. */
const RESAMPLED_PEAK_DB = 1

/** Whether a file is where it was asked to be, whatever could be done about it. */
export function isOnTarget(target: LoudnessTarget, measured: Loudness): boolean {
  if (measured.integratedLufs === null) return false
  const { loudnessLu, peakDb } = missOf(target.integratedLufs, target, measured)
  return Math.abs(loudnessLu) <= target.toleranceLu + ROUNDING && peakDb <= ROUNDING
}

/** Whether its true peak, at least, is not above the target. */
export function isBelowPeak(target: LoudnessTarget, measured: Loudness): boolean {
  return missOf(null, target, measured).peakDb <= ROUNDING
}

/** Whether a finished file keeps what was promised. */
export function isWithin(plan: Plan, target: LoudnessTarget, measured: Loudness): boolean {
  const { loudnessLu, peakDb } = missOf(plan.aimLufs, target, measured)
  return Math.abs(loudnessLu) <= target.toleranceLu + ROUNDING && peakDb <= ROUNDING
}

/** Meters differ by a tenth, and ours rounds to one: what is this close to a bound is made again. */
const LOUDNESS_MARGIN_LU = 0.15
const PEAK_MARGIN_DB = 0.05
const ROUNDING = 1e-6

/** What gain alone must reach, where no limiter interferes. */
const GAIN_ALONE_LU = 0.2

/** Whether another try could bring it nearer. */
export function isWorthAnotherTry(
  plan: Plan,
  target: LoudnessTarget,
  source: Loudness,
  measured: Loudness,
): boolean {
  const { loudnessLu, peakDb } = missOf(plan.expectLufs, target, measured)
  const near = Math.max(target.toleranceLu - LOUDNESS_MARGIN_LU, 0.1)
  const nearEnough = reductionDb(source, plan) > 0 ? near : Math.min(near, GAIN_ALONE_LU)
  return Math.abs(loudnessLu) > nearEnough + ROUNDING || peakDb > -PEAK_MARGIN_DB
}

/** alimiter goes down to 1/16 of full scale. */
const LOWEST_LIMIT_DBFS = -24

/**
 * The plan for another try: louder or quieter by what the encoder did, the limit lower by more than what it
 * overshot, because the same transient may come out half a decibel higher the next time.
 */
export function correct(plan: Plan, target: LoudnessTarget, measured: Loudness): Plan {
  const { loudnessLu, peakDb } = missOf(plan.expectLufs, target, measured)
  const lowerBy = peakDb > -PEAK_MARGIN_DB ? 1.5 * Math.max(0, peakDb) + 0.8 : 0
  return {
    ...plan,
    gainDb: Math.min(plan.gainDb - loudnessLu, plan.maxGainDb),
    enterLufs: plan.enterLufs === null ? null : plan.enterLufs - loudnessLu,
    limitDbfs: Math.max(plan.limitDbfs - lowerBy, LOWEST_LIMIT_DBFS),
  }
}

/** Positive: too loud. What cannot be measured (too short, silent) misses nothing. */
function missOf(
  wantedLufs: number | null,
  target: LoudnessTarget,
  { integratedLufs, truePeakDbtp }: Loudness,
) {
  const loudnessLu = wantedLufs === null || integratedLufs === null ? 0 : integratedLufs - wantedLufs
  return { loudnessLu, peakDb: (truePeakDbtp ?? Number.NEGATIVE_INFINITY) - target.truePeakDbtp }
}
