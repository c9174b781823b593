import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '@soundmill/test-support'
import { mainProcess } from './main-process.ts'
import { IMPATIENCE, type Part, type Stack } from './stack.ts'

/** The whole system in one process, as `npm start` has it. */
export async function startAllInOne(): Promise<Stack> {
  const dir = await mkdtemp(join(tmpdir(), 'soundmill-journey-'))
  const environment = { DATA_DIR: dir, ...IMPATIENCE }
  const main = mainProcess('all-in-one', environment, await freePort())
  await main.start()

  /** Its nats-server is a process of its own, and is started again by the one that started it. */
  async function killNats() {
    const pid = Number(await readFile(join(dir, 'nats', 'nats-server.pid'), 'utf8'))
    process.kill(pid, 'SIGKILL')
  }
  const isHere = (part: Part) => part !== 'nats' && part !== 'mongo'

  return {
    commands: main.url,
    queries: main.url,
    kill: async (part) => (part === 'nats' ? killNats() : isHere(part) ? main.kill() : undefined),
    terminate: () => main.terminate(),
    start: async (part) => (isHere(part) ? main.start() : undefined),
    async forgetView() {
      await main.terminate()
      await main.start()
    },
    residentBytes: () => main.residentBytes(),
    async close() {
      await main.terminate()
      await rm(dir, { recursive: true, force: true, maxRetries: 3 })
    },
  }
}
