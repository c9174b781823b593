import type { Levels, Loudness, LoudnessCurve } from './loudness.ts'

/** What was measured on a finished file, decoded again. */
export type RenditionMeasurements = {
  codec: string
  channels: number
  sampleRateHz: number
  durationSeconds: number
  /** Kilobits per second of the audio, averaged; the cover is not counted. */
  bitrateKbps: number
  /** Of MP3: every frame has that bit rate. */
  constantRate?: boolean
  loudness: Loudness
  /** For mono; see Inspected. */
  singleChannelLufs?: number | null
  levels: Levels
}

/** How a file was made: with the same source this makes the same bytes again. */
export type Making = {
  /** The version of ffmpeg. */
  ffmpeg: string
  /** Of the run that wrote the file, without directories and without the lists that guard the input. */
  arguments: readonly string[]
  gainDb: number
  /** The highest sample the limiter let through; absent: no limiter was needed. */
  limitDbfs?: number
  /** What the gain holds for the codec's own change of level. */
  trimDb: number
  /** 2: the first file missed the target. */
  tries: number
  /** The source met the target already in this very format: its packets were copied, none encoded again. */
  copied: boolean
}

/** A finished file. */
export type RenderedFile = {
  /** `episode.mp3`, `preview.mp3`. */
  name: string
  /** A preview is a clip of the episode; nobody is delivered it instead. */
  kind: 'rendition' | 'preview'
  /** Of a preview: where in the episode it begins. */
  startSeconds?: number
  path: string
  mediaType: string
  bytes: number
  /** Subresource integrity of its bytes: `sha384-…`. */
  integrity: string
  measurements: RenditionMeasurements
  curve: LoudnessCurve
  making: Making
  /**
   * Loudness within the tolerance of the target that was asked for, true peak not above it; of a preview, the
   * peak alone. False has a finding: out of tolerance, the gain was capped, or there was too little sound.
   */
  withinTarget: boolean
}
