import { spawn } from 'node:child_process'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { scratch, writeTone } from '@soundmill/test-support'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'

const MIB = 1024 ** 2
const HOURS = 3
const MOST_NODE_BYTES = 200 * MIB
const MOST_TOOL_BYTES = 300 * MIB

const RENDER = fileURLToPath(new URL('../../deploy/local/render/main.ts', import.meta.url))

const Result = z.object({
  results: z.tuple([
    z.object({
      outcome: z.literal('succeeded'),
      files: z.array(
        z.object({ name: z.string(), measurements: z.object({ durationSeconds: z.number() }).optional() }),
      ),
    }),
  ]),
})

describe('a recording of three hours', () => {
  it(
    'is finished in less than 200 MiB of ours and 300 MiB of each tool',
    async () => {
      const { dir } = await scratch()
      const source = await writeTone(join(dir, 'long.wav'), { seconds: HOURS * 3600, channels: 2 })
      const args = ['--import', 'tsx', RENDER, source, '--out', join(dir, 'out'), '--json']
      const began = Date.now()
      const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
      const printed = text(child.stdout)
      const peak = await watch(child)
      console.log(
        `peak resident memory in MiB: Node ${Math.round(peak.node / MIB)}, the largest tool ` +
          `${Math.round(peak.tool / MIB)}; ${Math.round((Date.now() - began) / 1000)} s`,
      )
      const [{ files }] = Result.parse(JSON.parse(await printed)).results
      const lengths = files.flatMap(({ measurements }) => measurements?.durationSeconds ?? [])
      expect(lengths).toHaveLength(3)
      for (const seconds of lengths) expect(seconds).toBeCloseTo(HOURS * 3600, 0)
      expect(peak.node).toBeLessThan(MOST_NODE_BYTES)
      expect(peak.tool).toBeLessThan(MOST_TOOL_BYTES)
    },
    60 * 60_000,
  )
})

/** Highest resident memory of a process and of any of its children, until it ends. */
async function watch(child: ReturnType<typeof spawn>): Promise<{ node: number; tool: number }> {
  const peak = { node: 0, tool: 0 }
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  while (child.exitCode === null) {
    const { pid } = child
    if (pid === undefined) throw new Error('it was not started')
    peak.node = Math.max(peak.node, await residentBytes(pid))
    for (const tool of await descendants(pid)) peak.tool = Math.max(peak.tool, await residentBytes(tool))
    await Promise.race([ended, delay(500)])
  }
  return peak
}

/** The highest it ever was, as the kernel has counted it; 0 when the process is gone. */
async function residentBytes(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) * 1024
}

async function descendants(pid: number): Promise<number[]> {
  const parents = new Map<number, number>()
  for (const name of await readdir('/proc')) {
    const stat = /^\d+$/.test(name) ? await readFile(`/proc/${name}/stat`, 'latin1').catch(() => '') : ''
    const parent = /\) \w (\d+)/.exec(stat)?.[1]
    if (parent) parents.set(Number(name), Number(parent))
  }
  const below = (child: number): number[] =>
    [...parents].filter(([, parent]) => parent === child).flatMap(([each]) => [each, ...below(each)])
  return below(pid)
}
