import type { EpisodeTags } from '../metadata.ts'

/** Lengths as in events (in UTF-16 units, as JavaScript counts). */
const MAX_LABEL = 255
const MAX_DESCRIPTION = 4000

/** Control characters but for tabs and line breaks, half characters, and what stands for bytes that were no text. */
const UNSPEAKABLE = /[^\P{Cc}\n\t]|\p{Cs}|[\uFFFD-\uFFFF]/gu

/**
 * Tags of any container, by the names that ffmpeg gives them, in lower case; what is no such thing is left out.
 * Of several descriptions the longer kind counts: a comment is what is left when there is no other. A year alone
 * is no date of publication; a time without a zone is left out of one.
 */
export function episodeTags(tags: Record<string, string>): EpisodeTags {
  const first = (...names: string[]) => names.map((name) => tags[name]).find((text) => text?.trim())
  const label = (...names: string[]) => labelOf(first(...names))
  const found = {
    title: label('title'),
    artist: label('artist', 'album_artist'),
    album: label('album'),
    description: prose(first('synopsis', 'tdes', 'description', 'comment')),
    publishedAt: dateOf(first('date')),
    season: numberOf(first('season_number', 'disc')),
    number: numberOf(first('episode_sort', 'track')),
    genre: label('genre'),
    language: languageOf(first('language')),
    copyright: label('copyright'),
  }
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined))
}

function labelOf(text = ''): string | undefined {
  const line = text
    .slice(0, 16 * MAX_LABEL)
    .replace(UNSPEAKABLE, ' ')
    .replace(/\s+/g, ' ')
  return clipped(line, MAX_LABEL)
}

function prose(text = ''): string | undefined {
  return clipped(text.replace(/\r\n?/g, '\n').replace(UNSPEAKABLE, ' '), MAX_DESCRIPTION)
}

/** Not in the middle of a character. */
function clipped(text: string, units: number): string | undefined {
  const cut = text
    .trim()
    .slice(0, units)
    .replace(/[\uD800-\uDBFF]$/, '')
    .trim()
  return cut === '' ? undefined : cut
}

const DATE = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d:\d\d(?:\.\d{1,9})?)(Z|[+-]\d\d:\d\d))?(?=$|[T ])/

function dateOf(text = ''): string | undefined {
  const [, day, time, zone] = DATE.exec(text.trim()) ?? []
  if (!day || new Date(`${day}T00:00:00Z`).toJSON()?.slice(0, 10) !== day) return undefined
  const moment = `${day}T${time}${zone}`
  return time && !Number.isNaN(Date.parse(moment)) ? moment : day
}

/** `3` of `3/10`; 0 is how encoders say that there is none. */
function numberOf(text = ''): number | undefined {
  const number = Number(/^\s*(\d{1,6})\s*(?:\/|$)/.exec(text)?.[1])
  return number > 0 ? number : undefined
}

/** `de` for `ger`, `deu`, `de` and `DE`; nothing for `und` and for words. */
function languageOf(text = ''): string | undefined {
  const tag = text.trim().replaceAll('_', '-')
  if (tag.length > 35 || !/^[a-z]{2,3}(-[a-z0-9]{2,8})*$/i.test(tag)) return undefined
  try {
    const [language] = Intl.getCanonicalLocales(tag)
    return language?.startsWith('und') ? undefined : language
  } catch {
    return undefined
  }
}
