import type { Command } from 'commander'
import { z } from 'zod'
import { Episode } from '../api/answers.ts'
import { Job, type TimelineFact, TimelinePage } from '../api/job-answers.ts'
import type { Context } from '../context.ts'
import { EXIT } from '../exit-codes.ts'
import { findEpisode } from '../find-episode.ts'
import type { Does } from '../program.ts'
import { episodeLines } from '../report/episode.ts'
import { clock } from '../report/times.ts'
import { table } from '../terminal/table.ts'
import { factData } from '../watch/fact-text.ts'

const Asked = z.object({ args: z.tuple([z.string()]), timeline: z.boolean().default(false) })

/** `soundmill show ID`: where an episode is, since when, why, and what to type next. */
export function addShow(program: Command, does: Does): void {
  program
    .command('show')
    .description('where an episode is and why, what was measured, and what to do next')
    .argument('<id>')
    .option('--timeline', 'everything that ever happened to it, too')
    .action(does(Asked, show))
}

async function show(context: Context, { args: [typed], timeline }: z.infer<typeof Asked>) {
  const { api, out, signal } = context
  const found = await findEpisode(context, typed)
  const episode = await api.ask(`/v1/episodes/${found.id}`, Episode, { signal })
  const jobId = found.job ?? episode.value.latest?.job
  const job =
    jobId === undefined ? undefined : await api.ask(`/v1/episodes/${found.id}/jobs/${jobId}`, Job, { signal })
  const { facts, bodies } = timeline ? await timelineOf(context, found.id) : { facts: [], bodies: undefined }
  out.document({ episode: episode.body, job: job?.body, ...(bodies && { timeline: bodies }) })
  out.print(
    episodeLines(episode.value, job?.value, { typed: context.typed, paint: out.paint, now: Date.now() }),
  )
  if (timeline) out.print(['', ...table(facts.map(factRow)).map((line) => `  ${line}`)])
  return EXIT.ok
}

async function timelineOf({ api, signal }: Context, id: string) {
  const facts: TimelineFact[] = []
  const bodies: unknown[] = []
  let cursor: string | undefined
  do {
    const query = new URLSearchParams({ limit: '500', ...(cursor !== undefined && { cursor }) })
    const page = await api.ask(`/v1/episodes/${id}/timeline?${query}`, TimelinePage, { signal })
    facts.push(...page.value.timeline)
    bodies.push(...z.object({ timeline: z.array(z.unknown()) }).parse(page.body).timeline)
    cursor = page.value.next
  } while (cursor !== undefined)
  return { facts, bodies }
}

const factRow = ({ time, fact, attempt, worker, source, late, data }: TimelineFact): string[] => [
  clock(time),
  late ? `${fact} (late)` : fact,
  attempt === undefined ? '' : `attempt ${attempt}`,
  worker ?? source ?? '',
  // What the column of the attempt says already.
  fact === 'started' ? '' : factData(fact, data),
]
