import { z } from 'zod'
import { BlobKey, Bytes, Code, Label, Level, Seconds, Sha256 } from './values.ts'

/** ITU-R BS.1770-4 and EBU Tech 3342, measured on decoded samples. */
export const Loudness = z.object({
  integratedLufs: Level,
  loudnessRangeLu: Level,
  /** The loudest three seconds. */
  maxShortTermLufs: Level.optional(),
  truePeakDbtp: Level,
})

/** Of the samples themselves, in dB of full scale. */
export const Levels = z.object({
  rmsDbfs: Level,
  samplePeakDbfs: Level,
  /** Of the quietest half second. */
  noiseFloorDbfs: Level.optional(),
})

/** Something noticed that is not an error, in one sentence for people, with its numbers for programs. */
export const Finding = z.object({
  code: Code,
  detail: z.string().max(500),
  /** The artifact it was noticed in; absent: in the source. */
  artifact: Label.optional(),
  measured: z.record(z.string().max(40), Level).optional(),
})

/** What a source says of itself; in full it goes into the renditions. */
export const Embedded = z.object({
  title: Label.optional(),
  artist: Label.optional(),
  album: Label.optional(),
  chapters: z.int().nonnegative(),
  picture: z.boolean(),
})

/** What one source turned out to be, decoded from its first sample to its last. */
export const Inspection = z.object({
  container: Code,
  codec: Code,
  channels: z.int().positive(),
  sampleRateHz: z.int().positive(),
  /** What the file says of itself; absent when it says nothing. Headers lie, so both are published. */
  declaredDurationSeconds: Seconds.optional(),
  /** Decoded samples divided by the rate. */
  decodedDurationSeconds: Seconds,
  loudness: Loudness,
  /** Of mono, which `loudness` counts twice, as both ears hear it: what a meter shows that does not. */
  singleChannelLufs: Level.optional(),
  levels: Levels.optional(),
  channelLayout: Label.optional(),
  bitDepth: z.int().positive().optional(),
  bitrateKbps: z.number().positive().optional(),
  /** Of the two sides, −1 to 1. */
  phaseCorrelation: z.number().optional(),
  embedded: Embedded.optional(),
})

/** What was measured on the finished file, decoded again. */
export const RenditionMeasurements = z.object({
  codec: Code,
  channels: z.int().positive(),
  sampleRateHz: z.int().positive(),
  durationSeconds: Seconds,
  loudness: Loudness,
  /** Of the audio, averaged; the cover is not counted. */
  bitrateKbps: z.number().positive().optional(),
  singleChannelLufs: Level.optional(),
  levels: Levels.optional(),
})

/** How a file was made: the same source and this make the same bytes again. */
export const Making = z.object({
  /** Version of ffmpeg. */
  ffmpeg: Label,
  /** Of the run that wrote it, without directories and without the guard of its input. */
  arguments: z.array(z.string().max(1000)).max(200),
  gainDb: z.number(),
  /** Where the limiter stood; absent where there was nothing to limit. */
  limitDbfs: z.number().optional(),
  /** What the gain holds for the codec's own change of level. */
  trimDb: z.number(),
  tries: z.int().positive(),
  /** The source was as it should be, so its packets were copied. */
  copied: z.boolean(),
})

/** A file a job made, stored and verified. Those without measurements are not for listening. */
export const Artifact = z.object({
  /** File name, unique in its job: `episode.mp3`, `waveform.json`. */
  name: z.string().regex(/^[a-z0-9][a-z0-9.-]{0,79}$/),
  blob: BlobKey,
  bytes: Bytes,
  sha256: Sha256,
  mediaType: Label,
  measurements: RenditionMeasurements.optional(),
  /** Subresource integrity: `sha384-…`. */
  integrity: Label.optional(),
  making: Making.optional(),
  /** Loudness and true peak are where they were asked to be; false has a finding. */
  withinTarget: z.boolean().optional(),
})

/** Original bytes of an episode, as a client sent them. */
export const Source = z.object({
  blob: BlobKey,
  bytes: Bytes,
  sha256: Sha256,
  /** As the client called it. Data: never a key, a path or an argument. */
  filename: Label,
  /** As sniffed from the first bytes. */
  mediaType: Label,
})

export type Loudness = z.infer<typeof Loudness>
export type Finding = z.infer<typeof Finding>
export type Inspection = z.infer<typeof Inspection>
export type RenditionMeasurements = z.infer<typeof RenditionMeasurements>
export type Artifact = z.infer<typeof Artifact>
export type Source = z.infer<typeof Source>
