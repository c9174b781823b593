import type { Finding } from '../findings.ts'
import type { Rendition } from '../formats.ts'
import type { Loudness, LoudnessTarget } from '../loudness.ts'
import { isWithin, MAX_GAIN_DB, type Plan, planFor, reductionDb, sourceGain } from './plan.ts'

/** From here on a limiter is heard at work. */
const AUDIBLE_REDUCTION_DB = 3

/** A rendition and how loud that is which it is made of. */
export type Level = { rendition: Rendition; loudness: Loudness }

/** What bringing a source to a target means for it, known before a file is made. */
export function levelFindings(levels: readonly Level[], target: LoudnessTarget): Finding[] {
  const findings: Finding[] = []
  const gain = levels.map(({ loudness }) => sourceGain(loudness, target)).find(({ capped }) => capped)
  if (gain) {
    const detail = `It would take more than ${MAX_GAIN_DB} dB to reach the loudness; it stays quieter.`
    findings.push({ code: 'gain_capped', detail, measured: { gainDb: gain.db, aimLufs: gain.aimLufs } })
  }
  const reductions = levels.map(({ rendition, loudness }) =>
    reductionDb(loudness, planFor(loudness, target, rendition)),
  )
  const highest = Number(Math.max(0, ...reductions).toFixed(1))
  if (highest > AUDIBLE_REDUCTION_DB) {
    const detail = `Peaks are lowered by up to ${highest} dB to make room for the loudness.`
    findings.push({ code: 'limiter_working', detail, measured: { reductionDb: highest } })
  }
  return findings
}

/** What a finished file still misses. */
export function missFindings(
  artifact: string,
  plan: Plan,
  target: LoudnessTarget,
  measured: Loudness,
): Finding[] {
  if (isWithin(plan, target, measured)) return []
  const { integratedLufs, truePeakDbtp } = measured
  const found = `${show(integratedLufs)} LUFS, ${show(truePeakDbtp)} dBTP`
  const level = plan.aimLufs === null ? '' : `${target.integratedLufs} ± ${target.toleranceLu} LUFS, `
  const wanted = `${level}at most ${target.truePeakDbtp} dBTP`
  const detail = `It came out at ${found}; wanted were ${wanted}.`
  return [{ code: 'loudness_out_of_tolerance', detail, artifact, measured: { integratedLufs, truePeakDbtp } }]
}

const show = (level: number | null) => level ?? '−∞'
