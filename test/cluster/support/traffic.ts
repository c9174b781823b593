import { setTimeout as pause } from 'node:timers/promises'
import { until } from '@soundmill/test-support'
import type { Accepted } from '../../faults/client.ts'
import { recording, sha256Of } from '../../faults/recording.ts'
import { type Ask, asking, finished, submit } from './client.ts'

/** Clients that never cease, and what became of each of their requests. */
export type Traffic = {
  /** What they were told with a 2xx. */
  accepted: Accepted[]
  /** Every request that did not end in what was asked for, with when and why. None is the promise. */
  failures: string[]
  /** How many requests there were. */
  requests(): number
  /** Resolves when each client has gone its whole way once more from now on. */
  goesRound(): Promise<void>
  /** Lets every client finish what it is at. */
  stop(): Promise<void>
}

/** Between two questions of one client that only looks. */
const THINKING_MS = 50

/**
 * `producers` upload a recording, wait until it is finished and fetch what was made of it, again and again; `watchers`
 * ask for lists, the queue and the document. None repeats what failed.
 */
export function startTraffic(url: string, { producers = 2, watchers = 2 } = {}): Traffic {
  const accepted: Accepted[] = []
  const failures: string[] = []
  const began = Date.now()
  let requests = 0
  let isOver = false

  const once = asking(url)
  const ask: Ask = (path, init) => {
    requests += 1
    return once(path, init)
  }
  /** What the answer came to, or undefined when it failed, which is written down. */
  async function tried<T>(what: string, work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work()
    } catch (err) {
      const cause = err instanceof Error && err.cause ? ` (${err.cause})` : ''
      failures.push(`${((Date.now() - began) / 1000).toFixed(1)} s, ${what}: ${err}${cause}`)
      return undefined
    }
  }

  async function produce(): Promise<void> {
    const own = recording(64 * 1024)
    const job = await tried('upload', () => submit(ask, own))
    if (!job) return
    accepted.push(job)
    const view = await tried('wait', () => finished(ask, job.episode))
    for (const artifact of view?.published?.artifacts.slice(0, 1) ?? [])
      await tried('download', async () => {
        const bytes = Buffer.from(await (await ask(artifact.url)).arrayBuffer())
        if (sha256Of(bytes) !== artifact.sha256) throw new Error('other bytes than the view says')
      })
  }
  async function watch(): Promise<void> {
    for (const path of ['/v1/episodes?limit=5', '/v1/queue', '/openapi.json'])
      await tried(path, async () => (await ask(path)).text())
    await pause(THINKING_MS)
  }

  const rounds: number[] = []
  const client = async (work: () => Promise<void>, index: number) => {
    for (rounds[index] = 0; !isOver; rounds[index] += 1) await work()
  }
  const works = [...Array(producers).fill(produce), ...Array(watchers).fill(watch)]
  const clients = Promise.all(works.map(client))

  return {
    accepted,
    failures,
    requests: () => requests,
    async goesRound() {
      const before = [...rounds]
      const isRound = () => rounds.every((count, index) => count >= (before[index] ?? 0) + 2)
      await until(isRound, { what: 'every client to go round', timeoutMs: 90_000 })
    },
    async stop() {
      isOver = true
      await clients
    },
  }
}
