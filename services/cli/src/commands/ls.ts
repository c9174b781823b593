import type { Command } from 'commander'
import { z } from 'zod'
import type { Episode } from '../api/answers.ts'
import { episodes } from '../api/episodes.ts'
import type { Context } from '../context.ts'
import { EXIT } from '../exit-codes.ts'
import { Filters, queryOf, withFilters } from '../filters.ts'
import type { Does } from '../program.ts'
import { painted, stateOf } from '../report/state.ts'
import { clock } from '../report/times.ts'
import { duration } from '../terminal/numbers.ts'
import { table } from '../terminal/table.ts'

const DEFAULT_LIMIT = 20

const Asked = Filters.extend({
  sort: z.string().optional(),
  limit: z.coerce.number('must be a number').int().min(1).default(DEFAULT_LIMIT),
  all: z.boolean().default(false),
})

/** `soundmill ls`: episodes, newest first, with where each is. */
export function addLs(program: Command, does: Does): void {
  withFilters(program.command('ls').description('list episodes, newest first'))
    .option('--sort <order>', '-createdAt, createdAt, -updatedAt, updatedAt, title or -title')
    .option('--limit <number>', `at most so many (${DEFAULT_LIMIT} by default)`)
    .option('--all', 'all of them')
    .action(does(Asked, ls))
}

async function ls({ api, out, signal }: Context, { sort, limit, all, ...filters }: z.infer<typeof Asked>) {
  const query = { ...queryOf(filters, Date.now()), ...(sort !== undefined && { sort }) }
  const found: Episode[] = []
  const bodies: unknown[] = []
  for await (const { episode, body } of episodes(api, query, { ...(!all && { limit }), signal })) {
    found.push(episode)
    bodies.push(body)
  }
  out.document({ episodes: bodies })
  if (found.length === 0) out.print('no episodes')
  else out.print(rows(found, out.paint))
  if (!all && found.length === limit) out.note(`the first ${limit}; --limit or --all for more`)
  return EXIT.ok
}

function rows(found: readonly Episode[], paint: Context['out']['paint']): string[] {
  const heading = ['id', 'state', 'created', 'show', 'length', 'title or file'].map((name) =>
    paint('quiet', name),
  )
  return table([heading, ...found.map((episode) => row(episode, paint))], [4])
}

function row(episode: Episode, paint: Context['out']['paint']): string[] {
  const { id, show, createdAt, title, filename, published, latest } = episode
  const word = stateOf(episode)
  const code = latest?.code !== undefined && latest.code !== word ? ` (${latest.code})` : ''
  const still = published && word === 'failed' ? ', an earlier job is published' : ''
  const seconds = published?.inspections[0]?.decodedDurationSeconds
  return [
    id,
    painted(paint, word) + code + still,
    clock(createdAt),
    show,
    seconds === undefined ? '' : duration(seconds),
    title ?? filename ?? '',
  ]
}
