import { basename } from 'node:path'
import type { Command } from 'commander'
import { z } from 'zod'
import { UsageError } from '../api/errors.ts'
import type { Context } from '../context.ts'
import type { ExitCode } from '../exit-codes.ts'
import { worstOf } from '../exit-codes.ts'
import { described, failed } from '../failures.ts'
import type { Does } from '../program.ts'
import { endedLines } from '../report/ended.ts'
import { readSpec } from '../spec.ts'
import { type Submitted, submitFile } from '../submit-file.ts'
import { printable } from '../terminal/printable.ts'
import { deadlineIn, waitFor } from '../wait-for.ts'
import { Timeout } from './watch.ts'

const Asked = z.object({
  args: z.array(z.string()).min(1),
  wait: z.boolean().default(false),
  timeout: Timeout,
  preset: z.string().optional(),
  show: z.string().optional(),
  lane: z.string().optional(),
  title: z.string().optional(),
  spec: z.string().optional(),
  cover: z.string().optional(),
  chapters: z.string().optional(),
  tus: z.boolean().default(false),
  resume: z.string().optional(),
  idempotencyKey: z.string().optional(),
})

type Asked = z.infer<typeof Asked>

/** `soundmill submit FILE…`: sends recordings, one after the other, and with `--wait` says what became of them. */
export function addSubmit(program: Command, does: Does): void {
  program
    .command('submit')
    .description('send recordings, one after the other')
    .argument('<file...>')
    .option('--wait', 'show what happens to them, until all have ended')
    .option('--timeout <seconds>', 'with --wait: wait no longer')
    .option('--preset <preset>', 'what to make of it: podcast, when none is named')
    .option('--show <show>', 'what it belongs to')
    .option('--lane <lane>', 'normal, or urgent: before all that waits')
    .option('--title <title>', 'what the episode is called')
    .option('--spec <file>', 'everything else that can be asked for, as JSON')
    .option('--cover <file>', 'a picture: JPEG, PNG or WebP')
    .option('--chapters <file>', 'Podcasting 2.0 JSON, Podlove XML, WebVTT or lines of text')
    .option('--tus', 'in pieces that survive a broken line (docs/tus.md)')
    .option('--resume <address>', 'go on with the upload that --tus named')
    .option('--idempotency-key <key>', 'the same key again makes the same episode; by default a new one')
    .action(does(Asked, submit))
}

type Result = Pick<Submitted, 'file'> &
  Partial<Submitted> & {
    problem?: unknown
    ended?: unknown
    exit: ExitCode
  }

async function submit(context: Context, asked: Asked) {
  requireSense(asked)
  const { out } = context
  const results: Result[] = []
  for (const file of asked.args) {
    const submitted = await attempt(context, file, asked)
    results.push(submitted)
    if (context.signal.aborted) break
    if (submitted.accepted) out.print(acceptedLines(context, submitted, asked.wait))
  }
  const deadline = deadlineIn(asked.wait ? asked.timeout : undefined)
  for (const result of asked.wait ? results : []) await waited(context, result, deadline)
  out.document({ results: results.map(documentOf) })
  return worstOf(results.map(({ exit }) => exit))
}

function requireSense({ args, tus, resume, cover, chapters, idempotencyKey }: Asked): void {
  const isOne = args.length === 1
  if (resume !== undefined && !isOne) throw new UsageError('--resume goes on with one file')
  if (idempotencyKey !== undefined && !isOne) throw new UsageError('--idempotency-key is for one file')
  if ((tus || resume !== undefined) && (cover ?? chapters) !== undefined) {
    throw new UsageError('--cover and --chapters cannot go with --tus: chapters can be in the --spec')
  }
}

/** One file that is refused does not keep the others from being sent. */
async function attempt(context: Context, file: string, asked: Asked): Promise<Result> {
  const { out, signal, here } = context
  const path = here(file)
  const name = printable(file)
  try {
    const { title, lane, preset, show, spec: specFile, cover, chapters, ...rest } = asked
    const recording = {
      path,
      filename: basename(path),
      preset,
      show,
      spec: await readSpec(specFile && here(specFile), { title, lane }),
      cover: cover && here(cover),
      chapters: chapters && here(chapters),
    }
    return { ...(await submitFile(context, name, recording, rest)), exit: 0 }
  } catch (error) {
    if (!signal.aborted) out.note(`${name}:`)
    return { file: name, problem: error, exit: failed(error, out, signal) }
  }
}

function acceptedLines({ typed }: Context, { file, accepted }: Result, isWaiting: boolean): string[] {
  if (!accepted) return []
  const { episode, announced } = accepted.value
  return [
    `${file} → episode ${episode}`,
    ...(announced ? [] : ['  kept, and not announced yet: it begins when the event log is back (202)']),
    ...(isWaiting ? [] : [`  watch it with: ${typed(`watch ${episode}`)}`]),
  ]
}

async function waited(context: Context, result: Result, deadline: AbortSignal): Promise<void> {
  const { out, typed, signal } = context
  if (!result.accepted || signal.aborted) return
  try {
    out.screen.line(`\n${result.file}`)
    const { ended, exit } = await waitFor(context, result.accepted.value, { deadline })
    result.ended = ended.kind === 'job' ? ended.answer.body : { outcome: 'deleted', reason: ended.reason }
    result.exit = exit
    out.print(endedLines(ended, { typed, paint: out.paint }))
  } catch (error) {
    result.problem = error
    result.exit = failed(error, out, signal)
  }
}

function documentOf({ file, accepted, ended, problem }: Result): unknown {
  const body = typeof accepted?.body === 'object' ? accepted.body : {}
  return {
    file,
    ...body,
    ...(ended !== undefined && { ended }),
    ...(problem !== undefined && { problem: described(problem).body }),
  }
}
