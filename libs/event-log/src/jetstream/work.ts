import { setTimeout as sleep } from 'node:timers/promises'
import type { Subjects } from '@soundmill/events'
import type { Consumer, JsMsg } from 'nats'
import type { Worker, Working, WorkOptions } from '../index.ts'
import { workConsumerOf } from '../topology/consumers.ts'
import type { Connection, Log } from './connection.ts'
import { createDealer } from './deal.ts'
import { monotonic } from './lease.ts'
import type { Stream } from './stream.ts'

/** `next` takes no less; a job that was waiting is dealt at once anyhow. */
const PULL_MS = 1_000
const RETRY_MS = 500

export type WorkDeps = {
  connection: Connection
  stream: Stream
  subjects: Subjects
  log: Log
  ackWaitMs: number
}

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
  let consumer: Promise<Consumer> | undefined

  const find = async () => {
    const js = (await connection.get()).jetstream({ checkAPI: false })
    return js.consumers.get(subjects.stream, workConsumerOf(lane))
  }

  async function pull(): Promise<JsMsg | null> {
    consumer ??= find()
    try {
      return await (await consumer).next({ expires: PULL_MS })
    } catch (err) {
      consumer = undefined
      throw err
    }
  }

  async function turn() {
    if (paused) return sleep(RETRY_MS)
    try {
      const askedAt = monotonic()
      const message = await pull()
      if (message && stopping) message.nak()
      else if (message) await dealer.deal(message, askedAt)
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
