import { z } from 'zod'
import { BlobKey, Bytes, Code, Label, Level, Seconds, Sha256 } from './values.ts'

/** ITU-R BS.1770-4 and EBU Tech 3342, measured on decoded samples. */
export const Loudness = z.object({
  integratedLufs: Level,
  loudnessRangeLu: Level,
  truePeakDbtp: Level,
})

/** Something noticed that is not an error, in one sentence for people, with its numbers for programs. */
export const Finding = z.object({
  code: Code,
  detail: z.string().max(500),
  /** The artifact it was noticed in; absent: in the source. */
  artifact: Label.optional(),
  measured: z.record(z.string().max(40), Level).optional(),
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
})

/** What was measured on the finished file, decoded again. */
export const RenditionMeasurements = z.object({
  codec: Code,
  channels: z.int().positive(),
  sampleRateHz: z.int().positive(),
  durationSeconds: Seconds,
  loudness: Loudness,
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
})

/** Original bytes of an episode. */
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
