import { Command } from 'commander'
import { z } from 'zod'
import { UsageError } from './api/errors.ts'
import { addAct } from './commands/act.ts'
import { addDead } from './commands/dead.ts'
import { addGet } from './commands/get.ts'
import { addLane } from './commands/lane.ts'
import { addLs } from './commands/ls.ts'
import { addQueue } from './commands/queue.ts'
import { addReprocess } from './commands/reprocess.ts'
import { addShow } from './commands/show.ts'
import { addStats } from './commands/stats.ts'
import { addSubmit } from './commands/submit.ts'
import { addUrl } from './commands/url.ts'
import { addWatch } from './commands/watch.ts'
import type { Context } from './context.ts'
import { EXIT_CODES, type ExitCode } from './exit-codes.ts'
import type { Output, Streams } from './output.ts'

/** What every command takes. */
export type Globals = { url?: string | undefined }

type Handle = (context: Context) => Promise<ExitCode>

/** Makes the action of a command: reads what was typed as the schema says; its operands are in `args`. */
export type Does = <S extends z.ZodType>(
  schema: S,
  handle: (context: Context, asked: z.output<S>) => Promise<ExitCode>,
) => (...typed: unknown[]) => Promise<void>

const Url = z.object({ url: z.string().optional() })

const ABOUT = `an ID is a whole one, four letters or more of its beginning or end (of a recent episode),
the id of a job, or latest or - for the newest episode

the server is --url, or SOUNDMILL_URL, or http://127.0.0.1:8080

${EXIT_CODES}`

/** Every command there is. `run` is given what was typed for all of them, and what to do. */
export function createProgram(
  out: Output,
  { stdout, stderr }: Streams,
  run: (globals: Globals, handle: Handle) => Promise<void>,
): Command {
  const does: Does =
    (schema, handle) =>
    async (...typed) => {
      const command = typed.at(-1)
      if (!(command instanceof Command)) throw new TypeError('commander gives the command last')
      const asked = understood(schema, { ...command.opts(), args: command.args })
      await run(Url.parse(command.optsWithGlobals()), (context) => handle(context, asked))
    }
  const program = new Command('soundmill')
    .description('Sends recordings to Soundmill, shows what becomes of them, and steers it')
    .option('--url <url>', 'where the server is')
    .option('--json', 'one JSON document on stdout, problems as JSON on stderr')
    .exitOverride()
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({
      writeOut: (text) => void stdout.write(text),
      writeErr: (text) => void stderr.write(text),
      outputError: (text) => {
        const detail = text.trim().replace(/^error: /, '')
        out.problem(detail, { type: 'about:blank', title: 'Not understood', code: 'usage', detail })
      },
    })
    .addHelpText('after', `\n${ABOUT}`)
  for (const add of [
    addSubmit,
    addWatch,
    addLs,
    addShow,
    addGet,
    addAct,
    addReprocess,
    addQueue,
    addStats,
    addLane,
    addDead,
    addUrl,
  ]) {
    add(program, does)
  }
  return program
}

function understood<S extends z.ZodType>(schema: S, typed: unknown): z.output<S> {
  const { data, error } = schema.safeParse(typed)
  if (error === undefined) return data
  const where = error.issues.map(({ path, message }) => `--${path.join(' ')}: ${message}`)
  throw new UsageError(where.join('; '))
}
