import type { Chapter } from '../metadata.ts'
import { descriptionText } from './description-text.ts'
import { podcastJson } from './podcast-json.ts'
import { podloveXml } from './podlove-xml.ts'
import { webvtt } from './webvtt.ts'

export type ChapterDocument = { name: string; mediaType: string; text: string }

/**
 * Chapters (as EpisodeMetadata promises them) as documents for feeds, players and descriptions. What
 * `readChapters` reads of each is what was put in, as far as the format goes: JSON and XML hold everything to
 * the millisecond, WebVTT no addresses, text whole seconds and titles.
 */
export function chapterDocuments(chapters: readonly Chapter[], durationSeconds: number): ChapterDocument[] {
  return [
    { name: 'chapters.json', mediaType: 'application/json+chapters', text: podcastJson(chapters) },
    { name: 'chapters.xml', mediaType: 'application/xml', text: podloveXml(chapters) },
    { name: 'chapters.vtt', mediaType: 'text/vtt', text: webvtt(chapters, durationSeconds) },
    { name: 'chapters.txt', mediaType: 'text/plain', text: descriptionText(chapters) },
  ]
}
