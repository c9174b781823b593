import { oneLine } from '../chapters/chapter-text.ts'
import type { Finding } from '../findings.ts'
import type { Inspected } from '../inspected.ts'
import type { LoudnessTarget } from '../loudness.ts'
import type { EpisodeMetadata } from '../metadata.ts'
import type { RenderedFile } from '../rendered.ts'

/** Everything that is known when an episode is done. The same episode makes the same documents, to the byte. */
export type FinishedEpisode = {
  inspected: Inspected
  target: LoudnessTarget
  /** In the order they were asked for. */
  files: readonly RenderedFile[]
  findings: readonly Finding[]
  metadata: EpisodeMetadata
  /** How the recording was called where it came from, as its owner knows it. */
  fileName?: string | undefined
  /** The guid of the feed's item. */
  episodeId?: string | undefined
  /** Where the files will be published (see `baseUrlOf`); without it, addresses are bare file names. */
  baseUrl?: string | undefined
  /** File name of the published cover. */
  coverName?: string | undefined
  /** The version of ffmpeg. */
  ffmpeg: string
}

export type DocumentFile = { name: string; path: string; mediaType: string }

export function isPreview({ kind }: RenderedFile): boolean {
  return kind === 'preview'
}

export function isRendition({ kind }: RenderedFile): boolean {
  return kind === 'rendition'
}

/** Its title, else the name of its recording; never empty, because a feed's item must have one. */
export function headingOf({ metadata, fileName }: FinishedEpisode): string {
  const seen = [metadata.tags.title, fileName].find((text) => text !== undefined && oneLine(text) !== '')
  return seen ?? 'An episode without a title'
}
