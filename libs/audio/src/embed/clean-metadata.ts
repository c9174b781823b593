import { webAddress } from '../chapters/chapter-text.ts'
import type { Chapter, Cover, EpisodeMetadata, EpisodeTags } from '../metadata.ts'
import { cleanLine, cleanParagraphs } from './clean-text.ts'
import { languageCode } from './language-code.ts'

/** Absent is whatever is empty or cannot be written; never an empty text. */
export type CleanTags = {
  title?: string
  artist?: string
  album?: string
  /** May have line breaks; nothing else may. */
  description?: string
  /** Year, month and day: `2026-11-24`. */
  date?: string
  season?: number
  number?: number
  genre?: string
  /** ISO 639-2/T, three letters. */
  language?: string
  copyright?: string
}

export type CleanChapter = { startMs: number; title: string; url?: string }

export type CleanMetadata = { tags: CleanTags; chapters: readonly CleanChapter[]; cover?: Cover }

/** As long as the shortest of the formats takes without protest (a Nero chapter, a Pascal string, an `INFO` text). */
const MAX_LINE = 255
/** What podcast directories show of a description. */
const MAX_DESCRIPTION = 4000
/** What MP4 counts seasons and episodes in. */
export const MAX_NUMBER = 65_535

/** Everything made fit for every format; see `cleanLine`. */
export function cleanMetadata({ tags, chapters, cover }: EpisodeMetadata): CleanMetadata {
  return { tags: cleanTags(tags), chapters: chapters.map(cleanChapter), ...(cover && { cover }) }
}

function cleanTags(tags: EpisodeTags): CleanTags {
  const language = tags.language === undefined ? undefined : languageCode(tags.language)
  const date = /^\d{4}-\d\d-\d\d/.exec(tags.publishedAt ?? '')?.[0]
  return {
    ...line('title', tags.title),
    ...line('artist', tags.artist),
    ...line('album', tags.album),
    ...given('description', cleanParagraphs(tags.description ?? '', MAX_DESCRIPTION)),
    ...given('date', date),
    ...given('season', wholeNumber(tags.season)),
    ...given('number', wholeNumber(tags.number)),
    ...line('genre', tags.genre),
    ...given('language', language),
    ...line('copyright', tags.copyright),
  }
}

function cleanChapter({ startSeconds, title, url }: Chapter): CleanChapter {
  const startMs = Math.round(startSeconds * 1000)
  return { startMs, title: cleanLine(title, MAX_LINE), ...given('url', webAddress(url)) }
}

function line<K extends string>(name: K, text: string | undefined): { [P in K]?: string } {
  return given(name, cleanLine(text ?? '', MAX_LINE))
}

function given<K extends string, V>(name: K, value: V | undefined): { [P in K]?: V } {
  const found: { [P in K]?: V } = {}
  if (value !== undefined && value !== '') found[name] = value
  return found
}

function wholeNumber(number: number | undefined): number | undefined {
  return number !== undefined && Number.isInteger(number) && number > 0 && number <= MAX_NUMBER
    ? number
    : undefined
}
