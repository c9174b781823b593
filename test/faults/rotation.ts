import { until } from '@soundmill/test-support'
import type { MainProcess } from '../journey/stacks/main-process.ts'
import { type Accepted, newKey, submit } from './client.ts'
import { small } from './recording.ts'
import { listAll } from './viewing.ts'
import type { FaultWorld } from './world.ts'

/** What traffic came to: every answer that was no success, in words. */
export type Traffic = {
  accepted: Accepted[]
  failures: string[]
  /** Resolves when so many more uploads were accepted and lists answered since it was asked. */
  goesOn(times?: number): Promise<void>
  /** Lets what is under way come to its end. */
  stop(): Promise<void>
}

/** So many jobs may be open before no other is submitted: the machine is small. */
const OPEN = 6

/**
 * Uploads and lists without a pause, each asked once and never again: to whichever of these stands in rotation, as a
 * gateway would send them.
 */
export function startTraffic(world: FaultWorld, ingests: Rotation, statuses: Rotation): Traffic {
  const [accepted, failures]: [Accepted[], string[]] = [[], []]
  let [lists, stopping] = [0, false]

  async function isBusy(): Promise<boolean> {
    return accepted.length - (await world.behind.factsOf('finished')).length >= OPEN
  }

  async function upload(): Promise<void> {
    const answer = await submit(world, { recording: small(), key: newKey(), origin: ingests.next().url })
    if (answer.accepted) accepted.push(answer.accepted)
    else failures.push(`an upload: ${answer.status} ${JSON.stringify(answer.body)}`)
  }

  async function list(): Promise<void> {
    await listAll(statuses.next().url)
    lists += 1
  }

  async function again(task: () => Promise<void>, what: string): Promise<void> {
    while (!stopping) await task().catch((err: unknown) => failures.push(`${what}: ${err}`))
  }

  const uploading = again(async () => ((await isBusy()) ? undefined : upload()), 'an upload')
  const listing = again(list, 'a list')
  return {
    accepted,
    failures,
    async goesOn(times = 2) {
      const [uploads, seen] = [accepted.length + times, lists + times]
      const didGoOn = () => (accepted.length >= uploads && lists >= seen) || failures.length > 0
      await until(didGoOn, { what: 'traffic to go on', timeoutMs: 120_000 })
    },
    async stop() {
      stopping = true
      await Promise.all([uploading, listing])
    },
  }
}

/** The processes that requests are sent to, by turns. */
export type Rotation = {
  next(): MainProcess
  /**
   * A rolling update: each of `successors` in turn is started and takes a place; then one of those that were there
   * leaves, and is told to stop.
   */
  replaceBy(successors: MainProcess[]): Promise<void>
}

export function createRotation(first: MainProcess[]): Rotation {
  let [all, turn] = [first, 0]
  return {
    next() {
      turn += 1
      const chosen = all[turn % all.length]
      if (!chosen) throw new Error('nobody is in rotation')
      return chosen
    },
    async replaceBy(successors) {
      for (const successor of successors) {
        await successor.start()
        const [leaving, ...others] = all
        all = [...others, successor]
        await leaving?.terminate()
      }
    },
  }
}
