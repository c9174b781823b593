import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { passwordOf } from './nats/conf.ts'
import type { GuardedWorld } from './world.ts'

const EXAMPLE = fileURLToPath(new URL('../../docs/examples/subscribe.mjs', import.meta.url))

/** The example of the documentation, as the user it names, until it tells of this. Resolves to that line. */
export async function follow({ nats }: GuardedWorld, fact: string): Promise<string> {
  const env = { ...process.env, NATS_USER: 'subscriber', NATS_PASSWORD: passwordOf('subscriber') }
  const child = spawn(process.execPath, [EXAMPLE, nats.url], { env, stdio: ['ignore', 'pipe', 'inherit'] })
  const exit = once(child, 'exit')
  for await (const line of createInterface(child.stdout)) {
    if (!line.includes(fact)) continue
    child.kill('SIGINT')
    await exit
    return line
  }
  throw new Error(`the example ended before it told of ${fact}`)
}
