import { type EpisodeTags, MAX_NUMBER } from '@soundmill/audio'
import { z } from 'zod'

export type TagWords = {
  title?: string | undefined
  artist?: string | undefined
  album?: string | undefined
  description?: string | undefined
  genre?: string | undefined
  season?: string | undefined
  number?: string | undefined
  date?: string | undefined
  language?: string | undefined
}

/** Throws an Error that names what is not understood. */
export function readTags({ season, number, date, language, ...texts }: TagWords): EpisodeTags {
  return {
    ...texts,
    season: readCount('season', season),
    number: readCount('number', number),
    publishedAt: readDate(date),
    language: readLanguage(language),
  }
}

function readCount(name: string, word: string | undefined): number | undefined {
  if (word === undefined) return undefined
  const count = /^\d+$/.test(word) ? Number(word) : Number.NaN
  if (count >= 1 && count <= MAX_NUMBER) return count
  throw new Error(`--${name} is a whole number from 1 to ${MAX_NUMBER}, not ${word}`)
}

const Moment = z.union([z.iso.date(), z.iso.datetime({ offset: true })])

function readDate(word: string | undefined): string | undefined {
  if (word === undefined || Moment.safeParse(word).success) return word
  throw new Error(`--date is a day, 2026-03-01, or a moment, 2026-03-01T09:00:00Z (RFC 3339), not ${word}`)
}

/** In its canonical spelling: `pt-br` is `pt-BR`. */
function readLanguage(word: string | undefined): string | undefined {
  if (word === undefined) return undefined
  try {
    return new Intl.Locale(word).toString()
  } catch (cause) {
    throw new Error(`--language is a BCP 47 tag such as en or pt-BR, not ${word}`, { cause })
  }
}
