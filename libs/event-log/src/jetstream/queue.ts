import type { LaneName } from '@soundmill/events'
import { type JetStreamClient, type JsMsg, millis, NatsError } from 'nats'
import { workConsumerOf } from '../topology/consumers.ts'
import type { WorkDeps } from './deal.ts'
import { createLease, type Lease, monotonic } from './lease.ts'

/** `next` takes no less; a job that was waiting is dealt at once anyhow. */
const WAIT_MS = 1_000
/** A lane that could not be asked is left alone so long, while the others go on. */
const RETRY_MS = 500
const REQUEST_MS = 2_000
/** How long what was read of the queue is believed: somebody may change how long a lease is. */
const KNOWN_MS = 10_000

/** What one question brought: a job with its lease, or that there is none. */
export type Taken = { message: JsMsg; lease: Lease } | 'none'

/** The jobs of one lane, as they wait in the log. */
export interface Queue {
  lane: LaneName
  /**
   * One job, if there is one; `waits` for up to a second when there is none. Undefined when the lane could not
   * be asked.
   */
  take(waits: boolean): Promise<Taken | undefined>
}

export function createQueue({ connection, subjects, log }: WorkDeps, lane: LaneName): Queue {
  const durable = workConsumerOf(lane)
  let found: ReturnType<typeof find> | undefined
  let foundAt = 0
  let askAgainAt = 0
  let isTroubled = false

  /** The topology step says how long a lease is; the consumer itself is where we read it. */
  async function find() {
    const js = (await connection.get()).jetstream({ checkAPI: false, timeout: REQUEST_MS })
    const consumer = await js.consumers.get(subjects.stream, durable)
    const { config } = await consumer.info(true)
    return { js, consumer, ackWaitMs: millis(config.ack_wait ?? 0) }
  }

  async function ask(waits: boolean): Promise<Taken> {
    if (!found || monotonic() > foundAt + KNOWN_MS) {
      found = find()
      foundAt = monotonic()
    }
    const { js, consumer, ackWaitMs } = await found
    const askedAt = monotonic()
    const message = waits
      ? await consumer.next({ expires: WAIT_MS })
      : await pullNow(js, subjects.stream, durable)
    return message ? { message, lease: createLease(ackWaitMs, askedAt) } : 'none'
  }

  return {
    lane,
    async take(waits) {
      if (monotonic() < askAgainAt) return undefined
      try {
        const taken = await ask(waits)
        isTroubled = false
        return taken
      } catch (err) {
        found = undefined
        askAgainAt = monotonic() + RETRY_MS
        if (!isTroubled) log.warn({ err, lane }, 'cannot take a job, will keep trying')
        isTroubled = true
        return undefined
      }
    },
  }
}

/** The older interface is the one that can ask without waiting; 404 says that nothing is there. */
async function pullNow(js: JetStreamClient, stream: string, durable: string): Promise<JsMsg | null> {
  try {
    return await js.pull(stream, durable)
  } catch (err) {
    if (err instanceof NatsError && err.code === '404') return null
    throw err
  }
}
