import { MAX_NUMBER } from '@soundmill/audio'
import { z } from 'zod'
import { line, paragraphs } from './text.ts'

/** Longest texts the events allow (`EpisodeMetadata` of @soundmill/events). */
const LABEL = 255
const DESCRIPTION = 4000
const LANGUAGE = 35

/** Apple counts from 1, and MP4 has no room for more. */
const count = z
  .int('must be a whole number')
  .min(1, 'must be at least 1')
  .max(MAX_NUMBER, `must be at most ${MAX_NUMBER}`)

const When = z
  .string()
  .max(40, 'must have at most 40 characters')
  .refine(isWhen, 'must be an RFC 3339 date, 2026-03-01, or date and time, 2026-03-01T09:00:00Z')

/** What is written into the tags of every rendition. */
export const RequestedMetadata = z.strictObject({
  title: line(LABEL).optional(),
  artist: line(LABEL).optional(),
  album: line(LABEL).optional(),
  description: paragraphs(DESCRIPTION).optional(),
  publishedAt: When.optional(),
  season: count.optional(),
  number: count.optional(),
  genre: line(LABEL).optional(),
  language: line(LANGUAGE).refine(isLanguageTag, 'must be a BCP 47 tag such as en or pt-BR').optional(),
  copyright: line(LABEL).optional(),
})

export type RequestedMetadata = z.infer<typeof RequestedMetadata>

function isWhen(text: string): boolean {
  return [z.iso.date(), z.iso.datetime({ offset: true })].some((schema) => schema.safeParse(text).success)
}

function isLanguageTag(tag: string): boolean {
  try {
    new Intl.Locale(tag)
    return true
  } catch {
    return false
  }
}
