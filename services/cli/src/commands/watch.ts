import type { Command } from 'commander'
import { z } from 'zod'
import { Episode } from '../api/answers.ts'
import { LocalError } from '../api/errors.ts'
import type { Context } from '../context.ts'
import { findEpisode } from '../find-episode.ts'
import type { Does } from '../program.ts'
import { endedLines } from '../report/ended.ts'
import { deadlineIn, MOST_SECONDS, waitFor } from '../wait-for.ts'
import { watchAsJson, watchOnScreen } from '../watch/watch-on-screen.ts'

/** How long to wait at most, in seconds. */
export const Timeout = z.coerce.number('must be a number of seconds').positive().max(MOST_SECONDS).optional()

const Asked = z.object({ args: z.tuple([z.string()]), timeout: Timeout })

/** `soundmill watch ID`: what happens to an episode, until its newest job has ended. */
export function addWatch(program: Command, does: Does): void {
  program
    .command('watch')
    .description('what happens to an episode, until its newest job has ended')
    .argument('<id>')
    .option('--timeout <seconds>', 'wait no longer')
    .action(does(Asked, watch))
}

async function watch(context: Context, { args: [typed], timeout }: z.infer<typeof Asked>) {
  const { api, out, signal } = context
  const { id, job } = await findEpisode(context, typed)
  const watched = job ?? (await api.ask(`/v1/episodes/${id}`, Episode, { signal })).value.latest?.job
  if (watched === undefined) throw new LocalError('not_found', `the episode ${id} has no job to watch`)
  const audience = out.json ? watchAsJson(out.jsonLine) : watchOnScreen(out.screen)
  const { ended, exit } = await waitFor(
    context,
    { episode: id, job: watched },
    { deadline: deadlineIn(timeout), audience },
  )
  out.jsonLine(
    ended.kind === 'job'
      ? { event: 'ended', data: ended.answer.body }
      : { event: 'ended', data: { outcome: 'deleted', reason: ended.reason } },
  )
  out.print(endedLines(ended, { typed: context.typed, paint: out.paint }))
  return exit
}
