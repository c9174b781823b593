import { setTimeout as sleep } from 'node:timers/promises'
import { type Consumer, type JsMsg, millis } from 'nats'
import type { Worker, Working, WorkOptions } from '../index.ts'
import { workConsumerOf } from '../topology/consumers.ts'
import { createDealer, type WorkDeps } from './deal.ts'
import { createLease, monotonic } from './lease.ts'

/** `next` takes no less; a job that was waiting is dealt at once anyhow. */
const PULL_MS = 1_000
const RETRY_MS = 500

type Queue = { consumer: Consumer; ackWaitMs: number }

/**
 * One pull for each free hand. Asking for more would let jobs grow old in our buffer, where no `working()`
 * keeps them: they would be dealt again while the first hand still has them.
 */
export function work(deps: WorkDeps, { lane, concurrency }: WorkOptions, worker: Worker): Working {
  const { connection, subjects, log } = deps
  const patience = new AbortController()
  const dealer = createDealer(deps, worker, patience.signal)
  let stopping = false
  let paused = false
  let queue: Promise<Queue> | undefined

  /** The topology step says how long a lease is; the consumer itself is where we read it. */
  const find = async (): Promise<Queue> => {
    const js = (await connection.get()).jetstream({ checkAPI: false })
    const consumer = await js.consumers.get(subjects.stream, workConsumerOf(lane))
    const { config } = await consumer.info(true)
    return { consumer, ackWaitMs: millis(config.ack_wait ?? 0) }
  }

  async function pull(): Promise<{ message: JsMsg | null; ackWaitMs: number }> {
    queue ??= find()
    try {
      const { consumer, ackWaitMs } = await queue
      return { message: await consumer.next({ expires: PULL_MS }), ackWaitMs }
    } catch (err) {
      queue = undefined
      throw err
    }
  }

  async function turn() {
    if (paused) return sleep(RETRY_MS)
    try {
      const askedAt = monotonic()
      const { message, ackWaitMs } = await pull()
      if (message && stopping) message.nak()
      else if (message) await dealer.deal(message, createLease(ackWaitMs, askedAt))
    } catch (err) {
      if (!stopping) log.warn({ err, lane }, 'cannot take a job, will try again')
      await sleep(RETRY_MS)
    }
  }

  const hand = async () => {
    while (!stopping) await turn()
  }
  const all = Promise.all(Array.from({ length: concurrency }, hand))

  return {
    pause(value) {
      paused = value
    },
    async stop(graceMs) {
      stopping = true
      const timer = setTimeout(() => patience.abort(), graceMs)
      await all
      clearTimeout(timer)
    },
  }
}
