import type { Finding } from '../findings.ts'
import type { Inspected } from '../inspected.ts'
import type { LoudnessTarget } from '../loudness.ts'
import type { EpisodeMetadata } from '../metadata.ts'
import type { RenderedFile } from '../rendered.ts'

/** Everything that is known when an episode is done. The same delivery makes the same documents, to the byte. */
export type Delivery = {
  inspected: Inspected
  target: LoudnessTarget
  /** In the order they were asked for. */
  files: readonly RenderedFile[]
  findings: readonly Finding[]
  metadata: EpisodeMetadata
  /** The guid of the feed's item. */
  episodeId?: string | undefined
  /** Where the files will be published; without it, addresses are bare file names. */
  baseUrl?: string | undefined
  /** File name of the published cover. */
  coverName?: string | undefined
  /** The version of ffmpeg. */
  ffmpeg: string
}

export type DocumentFile = { name: string; path: string; mediaType: string }

/** A clip promotes the episode; nobody is delivered it instead. */
export function isPreview({ name }: RenderedFile): boolean {
  return name.startsWith('preview.')
}

export function isRendition(file: RenderedFile): boolean {
  return !isPreview(file)
}

/** Averaged over the file, tags and cover included, in bits per second. */
export function bitsPerSecond({ bytes, measurements }: RenderedFile): number | undefined {
  const { durationSeconds } = measurements
  return durationSeconds > 0 ? Math.round((8 * bytes) / durationSeconds) : undefined
}
