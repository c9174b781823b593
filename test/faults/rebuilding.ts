import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { bundled } from '@soundmill/test-support'
import { z } from 'zod'
import { sharedServers } from './servers.ts'
import type { FaultWorld } from './world.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const Compared = z.object({ differences: z.number(), unsettled: z.number(), episodes: z.number() })
const Report = z.object({
  built: z.string(),
  swapped: z.boolean(),
  facts: z.number(),
  compared: Compared.optional(),
})
const Line = z.union([z.object({ report: Report }), z.object({ progress: z.unknown() })])

const MAIN = 'services/status/src/rebuild/main.ts'

/** `npm run rebuild-view` as the process it is. */
export type RebuildProcess = {
  /** Resolves when it said how far it is for the first time. */
  begun: Promise<void>
  /** What it ended with, and what it reported if it got that far. */
  ended: Promise<{ code: number | null; report?: z.infer<typeof Report> }>
  kill(): Promise<void>
}

export const startRebuild = (world: FaultWorld, ...args: string[]): Promise<RebuildProcess> =>
  startRebuildOf(world, MAIN, ...args)

/** The same of another release, by its main file. */
export async function startRebuildOf(
  world: FaultWorld,
  main: string,
  ...args: string[]
): Promise<RebuildProcess> {
  const child = spawn(process.execPath, [await bundled(main), '--json', ...args], {
    cwd: ROOT,
    env: {
      PATH: process.env.PATH ?? '',
      NATS_URL: sharedServers().natsUrl,
      SOUNDMILL_NAMESPACE: world.namespace,
      MONGO_URL: world.viewLines.straightUrl,
      LOG_LEVEL: 'warn',
    },
  })
  const exit = once(child, 'exit')
  let report: z.infer<typeof Report> | undefined
  const lines = createInterface(child.stdout)
  const begun = once(lines, 'line').then(() => undefined)
  lines.on('line', (line) => {
    const told = Line.safeParse(JSON.parse(line)).data
    if (told && 'report' in told) report = told.report
  })
  return {
    begun,
    ended: exit.then(() => ({ code: child.exitCode, ...(report && { report }) })),
    async kill() {
      child.kill('SIGKILL')
      await exit
    },
  }
}
