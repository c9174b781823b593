import type { Finding } from '../findings.ts'
import { FORMATS, type Rendition } from '../formats.ts'
import { handOver } from './hand-over.ts'
import { type Hearing, hearingFindings } from './hearing.ts'
import { rateOf } from './output-rate.ts'
import { copyPiece, type Made, makePiece, type Piece } from './piece.ts'
import { correct, isWithin, isWorthAnotherTry, type Plan, planFor } from './plan.ts'
import { missFindings } from './render-findings.ts'
import type { RenditionProgress } from './render-progress.ts'
import type { Rendering } from './rendering.ts'
import { settleGain } from './settle-gain.ts'
import { isCopyable, wantsConstantRate } from './stream-copy.ts'

/** `plan`: what was done to its level; absent when nothing was. */
export type Finished = { findings: Finding[]; plan?: Plan }

/**
 * Makes one rendition, measures it, makes it once more when it missed, and hands it over. What meets every
 * wish already is copied and loses nothing.
 */
export async function makeRendition(
  rendering: Rendering,
  rendition: Rendition,
  progress: RenditionProgress,
): Promise<Finished> {
  const { lanes, hearings, job, signal } = rendering
  const { piece, made, plan } = await lanes.run(signal, async () => {
    const piece = pieceOf(rendering, rendition, await hearings.of(rendition), progress)
    const made = (await copied(rendering, piece)) ?? (await untilRight(rendering, piece))
    return { piece, ...(await truthful(rendering, piece, made)) }
  })
  await handOver(rendering, piece, made)
  const findings = hearingFindings(piece.name, piece.hearing)
  if (!plan) return { findings }
  findings.push(...missFindings(piece.name, plan, job.loudness, made.measurements.loudness))
  return { findings, plan }
}

function pieceOf(
  { job: { inspected, metadata } }: Rendering,
  rendition: Rendition,
  hearing: Hearing,
  progress: RenditionProgress,
): Piece {
  const { file: name, mediaType } = FORMATS[rendition.format]
  const rateHz = rateOf(rendition, inspected.sampleRateHz)
  const expectedSeconds = inspected.decodedDurationSeconds
  return { name, mediaType, rendition, hearing, rateHz, expectedSeconds, metadata, progress }
}

type Tried = { made: Made; plan?: Plan }

/** Nothing when it may not be copied, when that fails, or when what came out is not what was measured before. */
async function copied(rendering: Rendering, piece: Piece): Promise<Tried | undefined> {
  const { job, tools, source, signal } = rendering
  if (!(await isCopyable(tools, source, piece, job, signal))) return undefined
  try {
    const made = await copyPiece(rendering, piece)
    const plan = planFor(piece.hearing.loudness, job.loudness, piece.rendition)
    const { loudness, constantRate } = made.measurements
    // A header may have been missing that would have told.
    const varies = constantRate === false && wantsConstantRate(piece.rendition)
    return isWithin(plan, job.loudness, loudness) && !varies ? { made } : undefined
  } catch {
    signal.throwIfAborted()
    return undefined
  }
}

async function untilRight(rendering: Rendering, piece: Piece): Promise<Tried> {
  const { loudness: target } = rendering.job
  const first = await attempt(rendering, piece, planFor(piece.hearing.loudness, target, piece.rendition), 1)
  const { loudness } = first.made.measurements
  if (!isWorthAnotherTry(first.plan, target, piece.hearing.loudness, loudness)) return first
  return attempt(rendering, piece, correct(first.plan, target, loudness), 2)
}

/** Players set the volume by the tags that tell the loudness: so far off they may be, in LU. */
const PROMISE_TOLERANCE_LU = 0.2

/** Makes a file that came out otherwise than its tags promise once more, the same but for what they say. */
async function truthful(rendering: Rendering, piece: Piece, { made, plan }: Tried): Promise<Tried> {
  const { integratedLufs } = made.measurements.loudness
  const promised = plan?.expectLufs ?? null
  if (!plan || promised === null || integratedLufs === null) return plan ? { made, plan } : { made }
  if (Math.abs(integratedLufs - promised) <= PROMISE_TOLERANCE_LU) return { made, plan }
  const told = { ...plan, expectLufs: integratedLufs }
  return { plan, made: await makePiece(rendering, piece, told, made.making.tries) }
}

async function attempt(rendering: Rendering, piece: Piece, wished: Plan, tries: number) {
  const plan = await settled(rendering, piece, wished)
  return { plan, made: await makePiece(rendering, piece, plan, tries) }
}

/** The plan that reaches its aim in spite of the limiter, for the whole recording. */
export function settled(rendering: Rendering, piece: Piece, wished: Plan): Promise<Plan> {
  const { tools, source, job, signal } = rendering
  const { hearing, rateHz } = piece
  const expectedSeconds = job.inspected.decodedDurationSeconds
  return settleGain(tools, { source, hearing, rateHz, expectedSeconds, signal }, wished)
}
