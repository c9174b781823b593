import type { Chapter } from '../metadata.ts'
import { readChapterList } from './chapter-list.ts'
import { ChaptersError } from './chapters-error.ts'
import { linesPassedOver, readDescriptionText } from './description-text.ts'
import { type Normalized, normalizeChapters } from './normalize.ts'
import { readPodcastJson } from './podcast-json.ts'
import { readPodloveXml } from './podlove-xml.ts'
import { cuesPassedOver, readWebvtt } from './webvtt.ts'

export type ChaptersFormat = 'podcast-json' | 'list' | 'podlove-xml' | 'webvtt' | 'text'

/** A thousand chapters with long titles and addresses, or a feed of a few hundred episodes. */
export const MAX_CHAPTERS_BYTES = 2 * 1024 * 1024

const READERS: Record<ChaptersFormat, (document: string) => Chapter[]> = {
  'podcast-json': readPodcastJson,
  list: readChapterList,
  'podlove-xml': readPodloveXml,
  webvtt: readWebvtt,
  text: readDescriptionText,
}

/**
 * Chapters from a document in UTF-8, told by its first characters: podcast chapters JSON, the JSON list of an
 * episode's spec, Podlove Simple Chapters (also within a feed), WebVTT, or lines such as `00:01:30 Title`. They are
 * normalized (see there); `problems` says, too, how many lines of text were passed over. Rejects what is none of
 * these, or broken, with a ChaptersError for the person who made it, and with nothing else.
 */
export function readChapters(
  document: Uint8Array | string,
  durationSeconds: number,
): Normalized & { format: ChaptersFormat } {
  const text = textOf(document).replace(/\r\n?/g, '\n')
  const format = formatOf(text)
  const read = READERS[format](text)
  const { chapters, problems } = normalizeChapters(read, durationSeconds)
  const unread = format === 'text' ? linesPassedOver(text) : format === 'webvtt' && cuesPassedOver(text, read)
  return { format, chapters, problems: unread ? [unread, ...problems] : problems }
}

function textOf(document: Uint8Array | string): string {
  if (document.length > MAX_CHAPTERS_BYTES) {
    throw new ChaptersError([`a file of chapters has at most ${MAX_CHAPTERS_BYTES / 1024 ** 2} MiB`])
  }
  if (typeof document === 'string') return document.replace(/^\uFEFF/, '')
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(document)
  } catch (cause) {
    throw new ChaptersError(['this is not text in UTF-8; save it as such'], { cause })
  }
}

function formatOf(text: string): ChaptersFormat {
  if (/^\s*\[\s*["{\]}]/.test(text)) return 'list'
  if (/^\s*\{\s*["{\]}]/.test(text)) return 'podcast-json'
  if (/^\s*</.test(text)) return 'podlove-xml'
  return /^WEBVTT(?:\s|$)/.test(text) ? 'webvtt' : 'text'
}
