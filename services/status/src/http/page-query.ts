import { Show } from '@soundmill/events'
import { z } from 'zod'
import { PAGE_SORTS, type PageFilters } from '../store/index.ts'
import { EPISODE_STATES } from '../views/episode-view.ts'
import { OUTCOMES } from '../views/job-view.ts'
import { askedWordsOf } from '../views/words.ts'
import { MAX_CURSOR } from './page-cursor.ts'
import { invalid } from './position.ts'

/** As `sha256sum` prints it, or PowerShell's `Get-FileHash`, which writes it in capitals. */
const AnySha256 = z
  .string()
  .regex(/^[0-9a-fA-F]{64}$/, 'must be a SHA-256: 64 hexadecimal digits')
  .toLowerCase()

/** What lies beyond, in UTC, would be written with more digits of the year, and be compared with the others wrongly. */
const [FIRST, LAST] = ['0000-01-01T00:00:00Z', '9999-12-31T23:59:59.999Z'].map(Date.parse)

const Instant = z.iso
  .datetime({
    offset: true,
    error: 'must be an RFC 3339 time, as 2026-11-24T06:00:00Z; in an address, + is written %2B',
  })
  .refine(
    (time) => !(Date.parse(time) < Number(FIRST) || Date.parse(time) > Number(LAST)),
    'must be of the years 0 to 9999 in UTC, too',
  )

/** What lanes, presets and codes are called. One that nobody has heard of finds nothing. */
const Name = z.string().min(1).max(80)

const MAX_WORDS = 8
/** A word of a script without spaces is searched for by pairs of letters: so many of them, as any word has. */
const MAX_BEGINNINGS = 32

/** What `GET /v1/episodes` can be asked. Everything that is named must be so. */
export const EpisodesQuery = z.strictObject({
  show: Show.optional(),
  state: z.enum(EPISODE_STATES).optional().describe('Deleted episodes are only listed when asked for'),
  outcome: z.enum(OUTCOMES).optional().describe('Of the latest job, if it is finished'),
  code: Name.optional().describe('Why the latest job failed or was canceled'),
  finding: Name.optional().describe('Noticed by the published job, or by the latest if none is published'),
  preset: Name.optional().describe('Of the latest job'),
  lane: Name.optional().describe('Of the latest job'),
  sourceSha256: AnySha256.optional().describe('Episodes one of whose sources has this SHA-256'),
  q: z
    .string()
    .max(200)
    .optional()
    .describe(
      'Beginnings of words in title and file names, at most 8; accents and case do not matter. ' +
        'Where a script has no spaces, any part of a text, by pairs of letters, at most 32',
    ),
  createdAfter: Instant.optional().describe('Created at this time or later'),
  createdBefore: Instant.optional().describe('Created earlier than this time'),
  sort: z
    .enum(PAGE_SORTS)
    .default('-createdAt')
    .describe(
      '`-` turns an order around. Pages by createdAt show every episode once, whatever changes meanwhile; by ' +
        'updatedAt upwards they miss nothing and may show again what changed, downwards (-updatedAt) they miss ' +
        'what changed and repeat nothing; by title they may miss or repeat an episode whose title changed',
    ),
  limit: z.coerce.number().int().min(1).max(100).default(20),
  cursor: z
    .string()
    .max(MAX_CURSOR)
    .optional()
    .describe('`next` of the page before; goes with the same filters and sort'),
})

/** What is asked, in the words of the store. Throws 400 for words there are none of, or too many. */
export function filtersOf(query: z.infer<typeof EpisodesQuery>): PageFilters {
  const { q, createdAfter, createdBefore, sort: _, limit: __, cursor: ___, ...named } = query
  return {
    ...named,
    ...(q !== undefined && { words: searchedWords(q) }),
    ...(createdAfter !== undefined && { createdAfter: new Date(createdAfter).toISOString() }),
    ...(createdBefore !== undefined && { createdBefore: new Date(createdBefore).toISOString() }),
  }
}

function searchedWords(q: string): string[] {
  const words = askedWordsOf(q)
  if (words.length === 0) throw invalid('query/q', 'has no letter and no digit to search for')
  const beginnings = [...new Set(words.flat())]
  if (new Set(words.map(String)).size > MAX_WORDS) {
    throw invalid('query/q', `has more than ${MAX_WORDS} words`)
  }
  if (beginnings.length > MAX_BEGINNINGS) {
    throw invalid('query/q', `has more than ${MAX_BEGINNINGS} pairs of letters to search for`)
  }
  return beginnings
}
