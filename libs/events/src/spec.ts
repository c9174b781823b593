import { z } from 'zod'
import { BlobKey, Code, Label, Seconds, Sha256 } from './values.ts'

/** Where the loudness must land. Sources: EBU R 128, ITU-R BS.1770-4, the podcast platforms' own pages. */
export const LoudnessTarget = z.object({
  /** Integrated loudness in LUFS. */
  integratedLufs: z.number(),
  /** Highest allowed true peak in dBTP, on the decoded rendition. */
  truePeakDbtp: z.number(),
  /** How far from the target is still as promised, in LU; beyond it is a finding. */
  toleranceLu: z.number(),
})

/**
 * One file to listen to. `format` names container and codec together: `mp3`, `m4a` (AAC-LC), `opus` (Ogg),
 * `flac`, `wav`. What is absent is the worker's to decide, or means nothing for the format.
 */
export const RenditionSpec = z.object({
  format: Code,
  bitrateKbps: z.int().optional(),
  /** LAME's quality of a variable bit rate, 0 is best; then there is no `bitrateKbps`. */
  vbrQuality: z.int().optional(),
  bitDepth: z.int().optional(),
  sampleRateHz: z.int().optional(),
  /** `mono` or `stereo`; absent: as the source, at most two. */
  channels: Code.optional(),
})

/** Peaks for a player, in the format of BBC audiowaveform version 2. */
export const WaveformSpec = z.object({
  samplesPerPixel: z.int(),
  bits: z.union([z.literal(8), z.literal(16)]),
  /** Further files, coarser or finer. */
  zooms: z.array(z.int()).optional(),
  /** Each channel by itself instead of a mono mix. */
  perChannel: z.boolean().optional(),
})

/** Lasts until the next one begins. Without a place in the recording it is none: see the rules of ingest. */
export const Chapter = z.object({
  startSeconds: Seconds,
  title: Label,
  url: z.string().max(2048).optional(),
  image: z.string().max(2048).optional(),
})

/** A short clip of the episode. */
export const PreviewSpec = z.object({ seconds: Seconds, startSeconds: Seconds.optional() })

/** What goes into the fragment of a feed. */
export const FeedSpec = z.object({
  /** Where the client will publish the files; their names follow it. */
  baseUrl: z.string().max(2048).optional(),
})

export const EpisodeMetadata = z.object({
  title: Label.optional(),
  artist: Label.optional(),
  album: Label.optional(),
  description: z.string().max(4000).optional(),
  /** RFC 3339 date or date and time. */
  publishedAt: z.string().max(40).optional(),
  season: z.int().optional(),
  number: z.int().optional(),
  genre: Label.optional(),
  /** BCP 47. */
  language: z.string().max(35).optional(),
  copyright: Label.optional(),
})

/**
 * Everything a job must know, presets expanded: a job can be understood and repeated from this alone,
 * whatever a preset of the same name says tomorrow.
 */
export const ResolvedSpec = z.object({
  preset: z.string().max(80),
  loudness: LoudnessTarget,
  renditions: z.array(RenditionSpec),
  waveform: WaveformSpec,
  metadata: EpisodeMetadata,
  /** Absent: those that the source brings. */
  chapters: z.array(Chapter).optional(),
  preview: PreviewSpec.optional(),
  feed: FeedSpec.optional(),
})

/** A spec too large for an event lives in the blob store. Its title is here, too, for whoever lists episodes. */
export const SpecBlob = z.object({ blob: BlobKey, sha256: Sha256, title: Label.optional() })

export type LoudnessTarget = z.infer<typeof LoudnessTarget>
export type Chapter = z.infer<typeof Chapter>
export type RenditionSpec = z.infer<typeof RenditionSpec>
export type WaveformSpec = z.infer<typeof WaveformSpec>
export type EpisodeMetadata = z.infer<typeof EpisodeMetadata>
export type ResolvedSpec = z.infer<typeof ResolvedSpec>
