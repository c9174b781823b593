import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdir, open, readdir, readFile, stat, truncate, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'

/*
 * Every tool that a contender runs, it runs through a script of ours, which notes the processor time that the
 * tool took (`times` of a POSIX shell: the children it waited for, and theirs). A script costs about a
 * millisecond, and every contender pays it for every run.
 *
 * The scripts can do one thing more. What is to be compared is Soundmill without its verification, which
 * nobody else does; but it verifies in the same lanes in which it still encodes. So after a rehearsal all that
 * tools said of finished files is kept, and the same questions are then answered from what was kept: the same
 * words, and as many samples, but silent ones, because what the engine does with samples is verification, too.
 * (Taking them in still costs it something, which is held against it.)
 */

/** A run of a tool: what it was called with, and its processor time. */
export type ToolRun = { tool: string; words: string[]; cpuSeconds: number }

/** Answers about the files whose paths begin like `about`. */
export type Kept = { dir: string; about: string }

export type StopwatchOptions = {
  /** Written into: the scripts and what they note. */
  dir: string
  /** Answer from these instead of running the tool, where there is an answer. */
  answers?: Kept | undefined
}

/** Puts a stopwatch before a tool; resolves to the path to run instead of it. */
export async function timed(tool: string, path: string, { dir, answers }: StopwatchOptions): Promise<string> {
  const script = join(dir, tool)
  const notes = join(dir, 'runs')
  await mkdir(notes, { recursive: true })
  const lines = [
    '#!/bin/sh',
    ...(answers ? answering(tool, answers) : []),
    `${quoted(path)} "$@"`,
    'code=$?',
    `{ printf '%s\\n' ${tool} "$@"; times; } >${quoted(notes)}/$$`,
    'exit $code',
  ]
  await writeFile(script, `${lines.join('\n')}\n`)
  await chmod(script, 0o755)
  return script
}

/** The script's way of saying what `subjectOf` says. */
function answering(tool: string, { dir, about }: Kept): string[] {
  const answer = `${quoted(dir)}/${tool}."\${input##*/}"`
  return [
    'input= last=',
    'for word; do [ "$last" = -i ] && [ -z "$input" ] && input=$word; last=$word; done',
    ...(tool === 'ffprobe' ? ['input=$last'] : []),
    `case $input in ${quoted(`file:${about}`)}*) cat ${answer}.out; cat ${answer}.err >&2; exit;; esac`,
  ]
}

const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`

/** The finished file that a run was about, if it was about one. */
function subjectOf({ tool, words }: ToolRun, about: string): string | undefined {
  const input = tool === 'ffprobe' ? words.at(-1) : words[words.indexOf('-i') + 1]
  return input?.startsWith(`file:${about}`) ? basename(input) : undefined
}

/** Runs once more what was run about finished files, and keeps what it says. */
export async function keepAnswers(
  runs: readonly ToolRun[],
  paths: Record<string, string | undefined>,
  { dir, about }: Kept,
): Promise<void> {
  await mkdir(dir, { recursive: true })
  for (const run of runs) {
    const subject = subjectOf(run, about)
    if (subject === undefined) continue
    const [out, err] = await Promise.all(
      ['out', 'err'].map((end) => open(join(dir, `${run.tool}.${subject}.${end}`), 'w')),
    )
    const child = spawn(paths[run.tool] ?? run.tool, run.words, {
      stdio: ['ignore', out?.fd ?? 'ignore', err?.fd ?? 'ignore', 'ignore'],
    })
    await once(child, 'close')
    await Promise.all([out?.close(), err?.close()])
    if (run.tool === 'ffmpeg') await silence(join(dir, `${run.tool}.${subject}.out`))
  }
}

/** Makes zeros of a file, as many as it had bytes, without a block on the disk. */
async function silence(samples: string): Promise<void> {
  const { size } = await stat(samples)
  await truncate(samples, 0)
  await truncate(samples, size)
}

/** What the scripts of a directory have noted. */
export async function toolRuns(dir: string): Promise<ToolRun[]> {
  const notes = join(dir, 'runs')
  const names = await readdir(notes).catch(() => [])
  return Promise.all(names.map(async (name) => runOf(await readFile(join(notes, name), 'utf8'))))
}

/** A note: the tool and its words, line by line, then `times`: the shell's own time and its children's. */
export function runOf(note: string): ToolRun {
  const lines = note.trimEnd().split('\n')
  const times = lines.slice(-2).join(' ')
  const parts = [...times.matchAll(/(\d+)m([\d.]+)s/g)].map(([, min, s]) => 60 * Number(min) + Number(s))
  const cpuSeconds = parts.reduce((total, part) => total + part, 0)
  return { tool: lines[0] ?? '', words: lines.slice(1, -2), cpuSeconds }
}
