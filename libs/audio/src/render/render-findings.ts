import type { RenderJob } from '../audio-engine.ts'
import type { Finding } from '../findings.ts'
import { FORMATS, type Rendition } from '../formats.ts'
import { seconds } from '../inspect/evidence.ts'
import type { Loudness, LoudnessTarget } from '../loudness.ts'
import type { Hearing } from './hearing.ts'
import { isWithin, MAX_GAIN_DB, type Plan, planFor, reductionDb, sourceGain } from './plan.ts'

/** From here on a limiter is heard at work. */
const AUDIBLE_REDUCTION_DB = 3

/** A rendition and what it is made of. */
export type Level = Pick<Hearing, 'loudness' | 'lost'> & { rendition: Rendition }

/** What bringing a source to a target means for it, known before a file is made. */
export function levelFindings(
  levels: readonly Level[],
  { inspected, loudness: target }: Pick<RenderJob, 'inspected' | 'loudness'>,
): Finding[] {
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
  const isTold = inspected.findings.some(({ code }) => code === 'very_quiet')
  const quiet = levels.filter(({ loudness }) => !isTold && sourceGain(loudness, target).aimLufs === null)
  return [...findings, ...levels.flatMap(lostFindings), ...quiet.map(quietFinding)]
}

/** So much may cancel in any wide stereo without being missed. */
const LOST_SECONDS = 2

/** The sum of two sides leaves out what cancels; a listener of the stereo would never know. */
function lostFindings({ rendition, lost }: Level): Finding[] {
  if (!lost || lost.seconds < LOST_SECONDS) return []
  const places = `${seconds(lost.seconds)} are hardly heard or not at all, the first at ${seconds(lost.atSeconds)}`
  const detail = `In mono ${places}: the channels cancel each other there.`
  return [{ code: 'out_of_phase', detail, artifact: FORMATS[rendition.format].file, measured: { ...lost } }]
}

/** Of a mono mix that is too quiet, when the source itself is not: the source's own finding says it of all. */
function quietFinding({ rendition, loudness: { integratedLufs, truePeakDbtp } }: Level): Finding {
  const detail =
    'In mono there is too little sound in it to bring it to a loudness; its level is left as it is.'
  const artifact = FORMATS[rendition.format].file
  return { code: 'very_quiet', detail, artifact, measured: { integratedLufs, truePeakDbtp } }
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
