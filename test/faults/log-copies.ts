import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { bundled } from '@soundmill/test-support'
import { connect } from 'nats'
import { sharedServers } from './servers.ts'
import type { FaultWorld } from './world.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))

/** What a tool printed, and what it ended with. */
type Ended = { code: number | null; printed: string }

/** `npm run backup-log` as the process it is. Rejects with what it printed when it fails. */
export const backUpLog = (world: FaultWorld, dir: string) => succeeded(run(world, 'backup-log', dir))

/** `npm run restore-log`, likewise. */
export const restoreLog = (world: FaultWorld, dir: string) => succeeded(run(world, 'restore-log', dir))

/** The same where it is to fail. */
export const tryToRestoreLog = (world: FaultWorld, dir: string) => run(world, 'restore-log', dir)

async function succeeded(running: Promise<Ended>): Promise<void> {
  const { code, printed } = await running
  if (code !== 0) throw new Error(`ended with ${code}: ${printed}`)
}

async function run({ namespace }: FaultWorld, tool: string, dir: string): Promise<Ended> {
  const main = `services/operator/src/${tool}/main.ts`
  const env = {
    PATH: process.env.PATH ?? '',
    NATS_URL: sharedServers().natsUrl,
    SOUNDMILL_NAMESPACE: namespace,
    LOG_LEVEL: 'warn',
  }
  const child = spawn(process.execPath, [await bundled(main), dir], { cwd: ROOT, env })
  let printed = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      printed += text
    })
  }
  await once(child, 'close')
  return { code: child.exitCode, printed }
}

/** The log is gone with everything in it, as when a server comes back with an empty disk; the lines stand. */
export async function loseLog({ subjects }: FaultWorld): Promise<void> {
  const connection = await connect({ servers: sharedServers().natsUrl })
  const jsm = await connection.jetstreamManager({ checkAPI: false })
  await jsm.streams.delete(subjects.stream)
  await connection.close()
}
