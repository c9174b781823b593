import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { highWater } from '../shared/high-water.ts'

const ROOT = fileURLToPath(new URL('../../../', import.meta.url))
const Report = z.object({
  facts: z.number(),
  seconds: z.number(),
  factsPerSecond: z.number(),
  swapped: z.boolean(),
})

/** What a rebuild of the whole view cost; the whole process took `wholeSeconds`, starting and comparing included. */
export type RebuildCost = z.infer<typeof Report> & { wholeSeconds: number; peakBytes: number }

/** `npm run rebuild-view` as the process it is, in this environment. Rejects when it fails. */
export async function measureRebuild(
  environment: Record<string, string>,
  signal: AbortSignal,
): Promise<RebuildCost> {
  const began = performance.now()
  const main = 'services/status/src/rebuild/main.ts'
  const env = { PATH: process.env.PATH ?? '', LOG_LEVEL: 'warn', ...environment }
  const child = spawn(process.execPath, ['--import', 'tsx', main, '--json'], { cwd: ROOT, env, signal })
  const exit = once(child, 'exit')
  let peakBytes = 0
  const watch = setInterval(async () => {
    peakBytes = Math.max(peakBytes, (await highWater(child.pid ?? 0)) ?? 0)
  }, 100)
  let report: unknown
  const lines = createInterface(child.stdout).on('line', (line) => {
    const told = z.object({ report: z.unknown() }).safeParse(JSON.parse(line)).data
    report = told?.report ?? report
    if (!line.startsWith('{"progress"') && !told) process.stderr.write(`${line}\n`)
  })
  try {
    await Promise.all([exit, once(lines, 'close')])
  } finally {
    clearInterval(watch)
  }
  if (child.exitCode !== 0) throw new Error(`the rebuild ended with ${child.exitCode}`)
  return { ...Report.parse(report), peakBytes, wholeSeconds: (performance.now() - began) / 1000 }
}
