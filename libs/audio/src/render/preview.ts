import type { Rendition } from '../formats.ts'
import type { Clip } from './clip.ts'
import { handOver } from './hand-over.ts'
import { hearingFindings } from './hearing.ts'
import { rateOf } from './output-rate.ts'
import { makePiece, type Piece } from './piece.ts'
import { correct, isWorthAnotherTry, type Plan, planFor } from './plan.ts'
import { missFindings } from './render-findings.ts'
import type { Rendering } from './rendering.ts'
import { type Finished, settled } from './rendition.ts'

const NAME = 'preview.mp3'

/** As the MP3 of the episode is made, or as MP3 is made when nobody says how. */
export function previewRendition(renditions: readonly Rendition[]): Rendition {
  return renditions.find(({ format }) => format === 'mp3') ?? { format: 'mp3' }
}

/**
 * Makes the clip with the gain and the limiter of the whole episode (`planOfEpisode`; found out when absent):
 * it is as loud as the episode is there, so its own loudness is nothing it could miss. Its peak is.
 */
export async function makePreview(
  rendering: Rendering,
  clip: Clip,
  planOfEpisode: Plan | undefined,
): Promise<Finished> {
  const { lanes, job, signal } = rendering
  const { piece, made, plan } = await lanes.run(signal, async () => {
    const piece = await pieceOf(rendering, clip)
    const whole = planOfEpisode ?? (await settledPlan(rendering, piece))
    return { piece, ...(await untilRight(rendering, piece, { ...whole, aimLufs: null, expectLufs: null })) }
  })
  await handOver(rendering, piece, made)
  const misses = missFindings(NAME, plan, job.loudness, made.measurements.loudness)
  return { findings: [...hearingFindings(NAME, piece.hearing), ...misses], plan }
}

async function pieceOf({ job, hearings }: Rendering, clip: Clip): Promise<Piece> {
  const rendition = previewRendition(job.renditions)
  return {
    name: NAME,
    mediaType: 'audio/mpeg',
    rendition,
    hearing: await hearings.of(rendition),
    rateHz: rateOf(rendition, job.inspected.sampleRateHz),
    clip,
    expectedSeconds: clip.seconds,
    // Of five seconds, a cover would be the most.
    metadata: { tags: job.metadata.tags, chapters: [] },
    progress: { encoded: () => {}, verified: () => {} },
  }
}

function settledPlan(rendering: Rendering, piece: Piece): Promise<Plan> {
  const wished = planFor(piece.hearing.loudness, rendering.job.loudness, piece.rendition)
  return settled(rendering, piece, wished)
}

async function untilRight(rendering: Rendering, piece: Piece, plan: Plan) {
  const { loudness: target } = rendering.job
  const first = await makePiece(rendering, piece, plan, 1)
  const { loudness } = first.measurements
  if (!isWorthAnotherTry(plan, target, piece.hearing.loudness, loudness)) return { made: first, plan }
  const next = correct(plan, target, loudness)
  return { made: await makePiece(rendering, piece, next, 2), plan: next }
}
