import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { prepareEmbedding } from '../embed/prepare-embedding.ts'
import { isLossy, type Rendition } from '../formats.ts'
import type { LoudnessCurve } from '../loudness.ts'
import type { EpisodeMetadata } from '../metadata.ts'
import type { Making, RenditionMeasurements } from '../rendered.ts'
import { depthOf, toDepth } from './bit-depth.ts'
import { type Clip, clipFilters } from './clip.ts'
import { type EncodeTask, encode } from './encode.ts'
import { ENCODERS } from './encoders.ts'
import type { Hearing } from './hearing.ts'
import { COUNTED, levelChain } from './level-chain.ts'
import { copyingOf, makingOf } from './making.ts'
import type { Plan } from './plan.ts'
import type { RenditionProgress } from './render-progress.ts'
import type { Rendering } from './rendering.ts'
import { verify } from './verify.ts'

/** One file to make, everything about it decided but its level. */
export type Piece = {
  name: string
  mediaType: string
  rendition: Rendition
  hearing: Hearing
  rateHz: number
  /** The whole recording when absent. */
  clip?: Clip
  expectedSeconds: number
  metadata: EpisodeMetadata
  progress: RenditionProgress
}

/** A finished file and what it turned out to be. */
export type Made = {
  path: string
  measurements: RenditionMeasurements
  curve: LoudnessCurve
  making: Making
}

/** Encodes it, completes it, decodes the finished file again. */
export async function makePiece(
  rendering: Rendering,
  piece: Piece,
  plan: Plan,
  tries: number,
): Promise<Made> {
  const { hearing, rendition, rateHz } = piece
  const { codec, coding, muxing } = ENCODERS[rendition.format]
  const { inspected } = rendering.job
  const depth = depthOf(rendition, inspected)
  const task = {
    codec: codec(depth),
    codecOptions: [...coding(rendition), ...muxing],
    filters: [
      ...(piece.clip ? [COUNTED, ...clipFilters(piece.clip).cut] : []),
      ...levelChain(hearing, rateHz, plan),
      ...(piece.clip ? clipFilters(piece.clip).fades : []),
      ...padding(piece),
      ...(isLossy(rendition.format)
        ? []
        : [toDepth(depth, inspected, plan, { rateHz, channels: hearing.mix.channels })]),
    ],
  }
  const { told, ...made } = await finish(rendering, piece, task, plan.expectLufs)
  const ffmpeg = await rendering.ffmpegVersion()
  return { ...made, making: makingOf(hearing, plan, { ffmpeg, arguments: told, tries }) }
}

/** Puts the packets of the source into a new container, completes it, decodes the finished file. */
export async function copyPiece(rendering: Rendering, piece: Piece): Promise<Made> {
  const task = { codec: 'copy', codecOptions: ENCODERS[piece.rendition.format].muxing, filters: [] }
  const { told, ...made } = await finish(rendering, piece, task, piece.hearing.loudness.integratedLufs)
  const ffmpeg = await rendering.ffmpegVersion()
  return { ...made, making: copyingOf({ ffmpeg, arguments: told, tries: 1 }) }
}

type Coding = Pick<EncodeTask, 'codec' | 'codecOptions' | 'filters'>

async function finish(rendering: Rendering, piece: Piece, coding: Coding, promisedLufs: number | null) {
  const { tools, job, source, signal } = rendering
  const { expectedSeconds, progress } = piece
  const path = join(job.dir, piece.name)
  const part = `${path}.part`
  const embedding = await prepareEmbedding(job.dir, piece.rendition.format, piece.metadata, {
    ...{ promisedLufs, durationSeconds: expectedSeconds, signal },
  })
  const shared = { source, rendition: piece.rendition, embedding, expectedSeconds, signal }
  const told = await encode(tools, { ...coding, ...shared, output: part, onReached: progress.encoded })
  await embedding.complete(part, path)
  const pictureBytes = await pictureBytesOf(piece)
  const onReached = progress.verified
  const proof = await verify(tools, { file: path, expectedSeconds, pictureBytes, signal, onReached })
  return { path, told, ...proof }
}

/** What the cover weighs in the file; in Ogg it is written in base64. */
async function pictureBytesOf({ metadata: { cover }, rendition }: Piece): Promise<number> {
  if (!cover || rendition.format === 'wav') return 0
  const { size } = await stat(cover.path)
  return rendition.format === 'opus' ? Math.ceil(size / 3) * 4 : size
}

/** An encoder makes nothing of less than a frame, and a file without one is no file. */
const SHORTEST_SECONDS = 0.1

function padding({ expectedSeconds }: Piece): string[] {
  return expectedSeconds < SHORTEST_SECONDS ? [`apad=whole_dur=${SHORTEST_SECONDS}`] : []
}
