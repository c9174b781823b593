import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { highWater } from '../shared/high-water.ts'
import { makeBucket } from './bucket.ts'
import type { Contender, Standing, Surroundings } from './contender.ts'
import { START } from './contenders/index.ts'
import { cpuSeconds } from './cpu-seconds.ts'
import { uploadAll } from './curl.ts'
import type { Workload } from './workload.ts'

/** One run of one contender. What costs nothing because nobody stands there is undefined. */
export type Measured = {
  seconds: number
  /** 10⁶ bytes a second, of all uploads together. */
  megabytesPerSecond: number
  /** Of the contender alone, for 10⁹ bytes. */
  cpuSecondsPerGigabyte: number | undefined
  /** The most it had resident, from its start. */
  peakBytes: number | undefined
}

/** What stays the same for all runs. */
export type Course = Omit<Surroundings, 'bucket' | 'atOnce'> & {
  /** A short upload that is not counted: by then Node has compiled what it will use. */
  warmUp: { path: string; bytes: number }
}

/** Runs it in a process, a directory and a bucket of its own, of which nothing is left. Rejects when it fails. */
export async function runContender(
  course: Course,
  contender: Contender,
  workload: Workload,
): Promise<Measured> {
  const { signal } = course
  const dir = join(course.dir, 'run')
  await mkdir(dir, { recursive: true })
  const bucket = await makeBucket(course.s3)
  let standing: Standing | undefined
  try {
    standing = await START[contender]({ ...course, dir, bucket: bucket.name, atOnce: workload.uploads })
    const measured = await measure(standing, course, workload)
    const stored = await bucket.count(workload.body.bytes)
    if (stored < workload.uploads) throw new Error(`only ${stored} of ${workload.uploads} were stored`)
    return measured
  } catch (error) {
    const what = error instanceof Error ? error.message : error
    const printed = signal.aborted ? '' : await standing?.lastWords()
    throw new Error(`${contender}, ${workload.name}: ${what}\n${printed ?? ''}`, { cause: error })
  } finally {
    await standing?.stop()
    await bucket.remove()
    await rm(dir, { recursive: true, force: true })
  }
}

async function measure(
  { pid, door }: Standing,
  { warmUp, signal }: Course,
  { uploads, body }: Workload,
): Promise<Measured> {
  await uploadAll(await door('warm-up', 1, warmUp.bytes), warmUp, signal)
  const doors = await door('upload', uploads, body.bytes)
  const cpuBefore = pid === undefined ? undefined : await cpuSeconds(pid)
  const began = performance.now()
  await uploadAll(doors, body, signal)
  const seconds = (performance.now() - began) / 1000
  const bytes = uploads * body.bytes
  const cpu = pid === undefined ? undefined : await cpuSeconds(pid)
  return {
    seconds,
    megabytesPerSecond: bytes / 1e6 / seconds,
    cpuSecondsPerGigabyte: cpu === undefined ? undefined : ((cpu - (cpuBefore ?? 0)) * 1e9) / bytes,
    peakBytes: pid === undefined ? undefined : await highWater(pid),
  }
}
