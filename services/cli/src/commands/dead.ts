import type { Command } from 'commander'
import { z } from 'zod'
import { actOnEach } from '../act-on-each.ts'
import { requeueJob } from '../actions.ts'
import { UsageError } from '../api/errors.ts'
import { DeadLetter } from '../api/queue-answers.ts'
import type { Context } from '../context.ts'
import { deadLetters, findDeadLetter } from '../dead-letters.ts'
import { EXIT } from '../exit-codes.ts'
import type { Does } from '../program.ts'
import { adviceFor, adviceLines } from '../report/advice.ts'
import { attemptLines, logLines } from '../report/attempts.ts'
import { indented } from '../report/sound.ts'
import { clock } from '../report/times.ts'
import { agreed } from '../selected.ts'
import { table } from '../terminal/table.ts'
import { deadlineIn } from '../wait-for.ts'
import { Timeout } from './watch.ts'

const Listed = z.object({ show: z.string().optional() })
const Shown = z.object({ args: z.tuple([z.string()]) })
const Requeued = z.object({
  args: z.array(z.string()),
  all: z.boolean().default(false),
  show: z.string().optional(),
  yes: z.boolean().default(false),
  wait: z.boolean().default(false),
  timeout: Timeout,
})

/** `soundmill dead [ls|show JOB|requeue JOB…]`: jobs that gave up or that nobody could read. */
export function addDead(program: Command, does: Does): void {
  const dead = program.command('dead').description('jobs that gave up, or that nobody could read')
  dead
    .command('ls', { isDefault: true })
    .description('list them')
    .option('--show <show>', 'of this show')
    .action(does(Listed, list))
  dead
    .command('show')
    .description('one of them, with its attempts and the last a tool printed')
    .argument('<job>')
    .action(does(Shown, show))
  dead
    .command('requeue')
    .description('send them through again')
    .argument('[job...]')
    .option('--all', 'all of them')
    .option('--show <show>', 'with --all: of this show')
    .option('--yes', 'do not ask')
    .option('--wait', 'show what happens to them, until all have ended')
    .option('--timeout <seconds>', 'with --wait: wait no longer')
    .action(does(Requeued, requeue))
}

async function list(context: Context, { show }: z.infer<typeof Listed>) {
  const { out, typed } = context
  const found: DeadLetter[] = []
  const bodies: unknown[] = []
  for await (const { letter, body } of deadLetters(context, show)) {
    found.push(letter)
    bodies.push(body)
  }
  out.document({ deadLetters: bodies })
  const rows = found.map(({ job, code, since, attempts, title, filename }) => [
    job,
    out.paint('bad', code),
    clock(since),
    String(attempts.length),
    title ?? filename ?? '',
  ])
  if (rows.length === 0) out.print('no dead letters')
  else out.print(table([['job', 'code', 'since', 'attempts', 'title or file'], ...rows], [3]))
  if (rows.length > 0) out.note(`send one through again with: ${typed('dead requeue JOB')}`)
  return EXIT.ok
}

async function show(context: Context, { args: [typed] }: z.infer<typeof Shown>) {
  const { api, out, signal } = context
  const job = await findDeadLetter(context, typed)
  const { value, body } = await api.ask(`/v1/dead-letters/${job}`, DeadLetter, { signal })
  const { title, filename, episode, code, reason, since, attempts, logTail } = value
  out.document(body)
  out.print([
    out.paint('strong', title ?? filename ?? job),
    ...indented(
      table([
        ['job', job],
        ['episode', episode],
        ['show', value.show],
        ['ended', clock(since)],
        ['why', `${reason} (${code})`],
      ]),
    ),
    '',
    ...indented([...attemptLines(attempts, out.paint), ...logLines(logTail)]),
    '',
    ...indented(adviceLines(adviceFor({ episode, job, code }), context.typed)),
  ])
  return EXIT.ok
}

async function requeue(context: Context, { args, all, show, yes, wait, timeout }: z.infer<typeof Requeued>) {
  if (args.length > 0 === all) throw new UsageError('requeue which? Name jobs, or say --all')
  const jobs: string[] = []
  if (all) for await (const { letter } of deadLetters(context, show)) jobs.push(letter.job)
  if (all && jobs.length > 0 && !(await agreed(context, { verb: 'requeue' }, jobs.length, yes))) {
    return EXIT.refused
  }
  const action = { verb: 'requeue', find: findJob, act: requeueJob }
  return actOnEach(context, action, all ? jobs : args, { wait, deadline: deadlineIn(timeout) })
}

const findJob = async (context: Context, typed: string) => ({ id: await findDeadLetter(context, typed) })
