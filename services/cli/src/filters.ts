import type { Command } from 'commander'
import { z } from 'zod'
import type { EpisodeQuery } from './api/episodes.ts'
import { UsageError } from './api/errors.ts'

/** What was typed of them. */
export const Filters = z.object({
  show: z.string().optional(),
  state: z.string().optional(),
  outcome: z.string().optional(),
  code: z.string().optional(),
  finding: z.string().optional(),
  preset: z.string().optional(),
  lane: z.string().optional(),
  search: z.string().optional(),
  sha256: z.string().optional(),
  since: z.string().optional(),
  until: z.string().optional(),
})

/** See the schema of this name. */
export type Filters = z.infer<typeof Filters>

/** Gives a command the filters of `GET /v1/episodes`. */
export function withFilters(command: Command): Command {
  return command
    .option('--show <show>', 'of this show')
    .option('--state <state>', 'waiting, running, retrying, finished or deleted')
    .option('--outcome <outcome>', 'whose newest job succeeded, failed or was canceled')
    .option('--code <code>', 'whose newest job failed with this code')
    .option('--finding <code>', 'in which this was found')
    .option('--preset <preset>', 'made with this preset')
    .option('--lane <lane>', 'submitted to this lane: normal or urgent')
    .option('--search <words>', 'with words that begin like these in title or file name')
    .option('--sha256 <digest>', 'made of a file with this SHA-256')
    .option('--since <when>', 'created since: 2026-11-24, a time, or 90m, 36h, 7d ago')
    .option('--until <when>', 'created before')
}

/** Easily taken for states: it is what `ls` shows in that column. */
const OUTCOMES = ['succeeded', 'failed', 'canceled']

/** What the server calls those that it calls otherwise. */
const NAMES: Partial<Record<keyof Filters, string>> = {
  search: 'q',
  sha256: 'sourceSha256',
  since: 'createdAfter',
  until: 'createdBefore',
}

/** As the server wants them. `now`: milliseconds since the epoch. Throws UsageError for a time or state that is none. */
export function queryOf(filters: Filters, now: number): EpisodeQuery {
  const query: EpisodeQuery = {}
  for (const name of Filters.keyof().options) {
    const value = filters[name]
    if (value === undefined) continue
    if (name === 'state' && OUTCOMES.includes(value)) {
      throw new UsageError(`${value} is no state but how a job ended: --outcome ${value}`)
    }
    query[NAMES[name] ?? name] = name === 'since' || name === 'until' ? timeOf(value, now) : value
  }
  return query
}

const UNITS: Record<string, number> = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 7 * 86_400_000 }

function timeOf(typed: string, now: number): string {
  const [, number, unit = ''] = /^(\d{1,6})([mhdw])$/.exec(typed) ?? []
  const ms = number === undefined ? Date.parse(typed) : now - Number(number) * (UNITS[unit] ?? 0)
  if (Number.isNaN(ms))
    throw new UsageError(`${typed} is no time: 2026-11-24, 2026-11-24T18:00, 90m, 36h or 7d`)
  return new Date(ms).toISOString()
}
