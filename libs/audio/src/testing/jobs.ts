import { access, chmod, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { vi } from 'vitest'
import type { AudioEngine, RenderJob } from '../audio-engine.ts'
import type { Inspected } from '../inspected.ts'
import { DEFAULT_LIMITS } from '../limits.ts'
import { never } from '../never.ts'
import type { RenderedFile } from '../rendered.ts'
import type { Tools } from '../tools/tools.ts'

export { never }

export const TARGET = { integratedLufs: -16, truePeakDbtp: -1, toleranceLu: 0.5 }

export const RENDITIONS: RenderJob['renditions'] = [
  { format: 'mp3', bitrateKbps: 128 },
  { format: 'm4a', bitrateKbps: 128 },
  { format: 'opus', bitrateKbps: 96 },
]

export const TOOLS: Tools = {
  ffmpegPath: 'ffmpeg',
  ffprobePath: 'ffprobe',
  limits: DEFAULT_LIMITS,
  stallMs: 60_000,
  leash: async () => () => [],
}

/** The codes of its findings, in order. */
export const codesOf = (inspected: Inspected) => inspected.findings.map(({ code }) => code)

/** Inspects with ordinary options. */
export function look(engine: AudioEngine, source: string, dir: string): Promise<Inspected> {
  return engine.inspect(source, { dir, waveform: { samplesPerPixel: 256, bits: 8 }, signal: never })
}

export type Rendered = { inspected: Inspected; files: RenderedFile[]; findings: string[] }

/** Inspects and renders with ordinary options; files in the order of RENDITIONS. */
export async function produce(
  engine: AudioEngine,
  source: string,
  dir: string,
  options: Partial<RenderJob> = {},
): Promise<Rendered> {
  const inspected = await look(engine, source, dir)
  const files: RenderedFile[] = []
  const { findings } = await engine.render(source, {
    dir,
    inspected,
    loudness: TARGET,
    renditions: RENDITIONS,
    metadata: { tags: {}, chapters: [] },
    signal: never,
    onRendered: async (file) => void files.push(file),
    ...options,
  })
  const order = ['episode.mp3', 'episode.m4a', 'episode.opus']
  files.sort((a, b) => order.indexOf(a.name) - order.indexOf(b.name))
  return { inspected, files, findings: findings.map(({ code }) => code) }
}

/** A stand-in for a tool; `$here` in it is its directory, where it may write. */
export async function fakeTool(dir: string, name: string, script: string): Promise<string> {
  const path = join(dir, name)
  await writeFile(path, `#!/bin/sh\nhere=${dir}\n${script}\n`)
  await chmod(path, 0o755)
  return path
}

/** Waits for a file that a child writes its process id to. */
export function pidIn(file: string): Promise<number> {
  return vi.waitFor(async () => Number(await nonEmpty(file)), { timeout: 40_000, interval: 20 })
}

async function nonEmpty(file: string): Promise<string> {
  const text = await readFile(file, 'utf8')
  if (text.trim() === '') throw new Error('not written yet')
  return text
}

/** Whether a process still runs; one that is dead and only waits to be collected by its parent does not. */
export async function isAlive(pid: number): Promise<boolean> {
  const stat = await readFile(`/proc/${pid}/stat`, 'latin1').catch(() => undefined)
  if (stat !== undefined) return !/\) [ZX] /.test(stat)
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

/** Resolves once none of them runs any more; fails when one still does after `withinMs`. */
export async function gone(pids: readonly number[], withinMs: number): Promise<void> {
  const check = async () => {
    const alive = await Promise.all(pids.map(isAlive))
    if (alive.includes(true)) throw new Error(`still running: ${pids.filter((_, i) => alive[i])}`)
  }
  await vi.waitFor(check, { timeout: withinMs, interval: 10 })
}

export const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  )
