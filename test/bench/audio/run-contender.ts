import { spawn } from 'node:child_process'
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { watchMemory } from './memory.ts'
import { keepAnswers, type StopwatchOptions, type ToolRun, timed, toolRuns } from './stopwatch.ts'
import { type Contender, Report, type Task } from './task.ts'

/** One run of one contender. */
export type Measured = {
  wallSeconds: number
  /** Of the whole tree of processes. */
  cpuSeconds: number
  nodeCpuSeconds: number
  nodePeakBytes: number
  /** Of the largest process that it started; undefined where it cannot be seen. */
  toolPeakBytes: number | undefined
  runs: ToolRun[]
}

/** What stays the same for all runs. */
export type Course = {
  dir: string
  recording: string
  /** A few seconds of the same kind. */
  warmUp: string
  lanes: number
  /** Full paths. Without those of ffmpeg-normalize it does not take part. */
  tools: { ffmpeg: string; ffprobe: string; python?: string | undefined }
  packages?: string | undefined
}

const SCRIPT = fileURLToPath(new URL('contender.ts', import.meta.url))

/** `keep`: what tools say of the finished files; `answer`: with what was kept, instead of running them. */
export type Verification = 'done' | 'keep' | 'answer'

/** Runs it in a process and a directory of its own, of which nothing is left. Rejects when it fails. */
export async function runContender(
  course: Course,
  contender: Contender,
  verification: Verification = 'done',
): Promise<Measured> {
  const dir = join(course.dir, 'run')
  const [out, watched] = [join(dir, 'out'), join(dir, 'watched')]
  const kept = { dir: join(course.dir, 'kept'), about: join(out, 'episode.') }
  await mkdir(out, { recursive: true })
  try {
    const answers = verification === 'answer' ? kept : undefined
    const task = await taskOf(course, contender, { dir: watched, answers })
    const warmUp = { ...course.tools, recording: course.warmUp, dir: join(dir, 'warm-up') }
    await mkdir(warmUp.dir)
    const ours = ['inspect', 'soundmill', 'soundmill unverified'].includes(contender)
    const { report, toolPeakBytes } = await finish({ ...task, dir: out, ...(ours && { warmUp }) })
    const runs = await toolRuns(watched)
    if (verification === 'keep') await keepAnswers(runs, course.tools, kept)
    const cpuSeconds = runs.reduce((total, run) => total + run.cpuSeconds, report.nodeCpuSeconds)
    return { ...report, cpuSeconds, toolPeakBytes, runs }
  } finally {
    await rm(dir, { recursive: true, force: true })
  }
}

async function taskOf(course: Course, contender: Contender, watch: StopwatchOptions): Promise<Task> {
  const { recording, lanes, tools, packages } = course
  return {
    contender,
    recording,
    lanes,
    dir: '',
    packages,
    ffmpeg: await timed('ffmpeg', tools.ffmpeg, watch),
    ffprobe: await timed('ffprobe', tools.ffprobe, watch),
    python: tools.python && (await timed('python3', tools.python, watch)),
  }
}

async function finish(task: Task): Promise<{ report: Report; toolPeakBytes: number | undefined }> {
  const child = spawn(process.execPath, ['--import', 'tsx', SCRIPT, JSON.stringify(task)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const peak = watchMemory(child.pid ?? 0)
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  try {
    const [said, code] = await Promise.all([text(child.stdout), ended])
    if (code !== 0) throw new Error(`${task.contender} failed with exit code ${code}`)
    return { report: Report.parse(JSON.parse(said)), toolPeakBytes: peak() }
  } finally {
    peak()
  }
}
