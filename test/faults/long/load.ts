import { type Accepted, newKey, submitUntilAccepted } from '../client.ts'
import { longRecording, recording, small } from '../recording.ts'
import type { FaultWorld } from '../world.ts'
import type { Chance } from './chance.ts'

/** So many may wait for their outcome before nobody submits any more: the machine is small. */
const OPEN = 12

const KINDS = [small, small, recording, () => longRecording(5)] as const

export type Load = {
  accepted: Accepted[]
  /** Resolves when one more was accepted. */
  nextAccepted(): Promise<void>
  /** Lets those that are under way come to their end. */
  stop(): Promise<void>
}

/** So many clients submit one recording after the other, at any ingest, and repeat what was not answered. */
export function startLoad(world: FaultWorld, chance: Chance, clients: number): Load {
  const accepted: Accepted[] = []
  let waiting: Array<() => void> = []
  let stopping = false

  async function isBusy(): Promise<boolean> {
    const finished = await world.behind.factsOf('finished').catch(() => [])
    return accepted.length - finished.length >= OPEN
  }

  async function client() {
    while (!stopping) {
      if (await isBusy()) continue
      const origin = chance.pick(world.ingests).url
      const submission = { recording: chance.pick(KINDS)(), key: newKey(), origin }
      accepted.push(await submitUntilAccepted(world, submission))
      for (const tell of waiting) tell()
      waiting = []
    }
  }

  const all = Promise.all(Array.from({ length: clients }, client))
  all.catch(() => {})
  return {
    accepted,
    nextAccepted: () =>
      Promise.race([all.then(() => {}), new Promise<void>((resolve) => waiting.push(resolve))]),
    async stop() {
      stopping = true
      await all
    },
  }
}
