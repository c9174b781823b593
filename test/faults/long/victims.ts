import type { NatsServer } from '@soundmill/test-support'
import type { MainProcess } from '../../journey/stacks/main-process.ts'
import { toolsIn } from '../checks/machine.ts'
import { signal } from '../workers.ts'
import type { FaultWorld } from '../world.ts'

/** Something that can be killed. */
export type Victim = {
  name: string
  /** SIGKILL, and what has to be done for it to be there again. Resolves to false when there was nothing to kill. */
  kill(): Promise<boolean>
  restart(): Promise<void>
}

export function victimsOf(world: FaultWorld, nats: NatsServer): Victim[] {
  return [
    ...world.ingests.map((each) => service('ingest', each)),
    ...world.processors.map((each) => service('processor', each)),
    service('status', world.status),
    {
      name: 'nats-server',
      async kill() {
        await nats.kill()
        return true
      },
      restart: nats.restart,
    },
    {
      name: 'ffmpeg',
      async kill() {
        const [tool] = await toolsIn(world.scratchDir)
        return tool !== undefined && signal(tool.pid, 'SIGKILL')
      },
      restart: async () => {},
    },
  ]
}

const service = (name: string, { kill, start }: MainProcess): Victim => ({
  name,
  async kill() {
    await kill()
    return true
  },
  restart: start,
})
