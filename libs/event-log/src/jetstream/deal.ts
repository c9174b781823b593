import {
  decode,
  type Subjects,
  type Submitted,
  UnknownEventError,
  UnreadableEventError,
} from '@soundmill/events'
import type { JsMsg } from 'nats'
import { type Delivery, type Fate, TryAgainError, type Worker } from '../index.ts'
import type { Connection, Log } from './connection.ts'
import { listen } from './doorbell.ts'
import { type Lease, monotonic } from './lease.ts'
import { processing } from './spans.ts'
import type { Stream } from './stream.ts'

/** What dealing jobs needs. */
export type WorkDeps = {
  connection: Connection
  stream: Stream
  subjects: Subjects
  log: Log
}

/** When a worker threw without saying when to try again, and when only a newer release can read the job. */
const RETRY_MS = 5_000
const NEWER_RELEASE_MS = 30_000

/** Deals one job to the worker and settles its fate: handlers never ack, nak or renew anything. */
export function createDealer(
  { connection, stream, subjects, log }: WorkDeps,
  worker: Worker,
  signal: AbortSignal,
) {
  /**
   * Says `working`, and believes in it only when the server has answered: on a line that is down the client
   * keeps it for itself, and somebody else has the job meanwhile.
   */
  async function prolong(message: JsMsg, lease: Lease) {
    const saidAt = monotonic()
    try {
      const nc = await connection.get()
      message.working()
      await nc.flush()
      lease.renew(saidAt)
    } catch {
      // The lease runs out by itself.
    }
  }

  /** Renews the lease and has the worker look, at every heartbeat and on every hint that the job was ended. */
  function attend(message: JsMsg, lease: Lease) {
    const address = subjects.parse(message.subject)
    let check: () => void = () => {}
    const look = () => check()
    const stopListening = address
      ? [subjects.pattern('finished', address), subjects.pattern('deleted', address)].map((subject) =>
          listen(connection, subject, look),
        )
      : []
    const heartbeat = setInterval(() => {
      if (!lease.lapsed()) void prolong(message, lease)
      look()
    }, lease.ackWaitMs / 3)
    const delivery: Delivery = {
      signal,
      lapsed: lease.lapsed,
      onHeartbeat(wanted) {
        check = wanted
      },
    }
    const release = () => {
      clearInterval(heartbeat)
      for (const stop of stopListening) stop()
    }
    return { address, delivery, release }
  }

  return {
    async deal(message: JsMsg, lease: Lease): Promise<void> {
      const { address, delivery, release } = attend(message, lease)
      try {
        const fate = await handled(message, delivery)
        if (fate === 'done') message.ack()
      } catch (err) {
        const retryInMs = err instanceof TryAgainError ? err.retryInMs : RETRY_MS
        const { episode, job } = address ?? {}
        const traceId = traceIdIn(message)
        log.warn({ err, retryInMs, traceId, episode, job }, 'a job goes back to the log')
        if (!lease.lapsed()) message.nak(retryInMs)
      } finally {
        release()
      }
    },
  }

  async function handled(message: JsMsg, delivery: Delivery): Promise<Fate> {
    const address = subjects.parse(message.subject)
    if (!address) return 'done'
    const read = readSubmitted(message.data)
    const { consumer } = message.info
    if (read instanceof UnreadableEventError) {
      const about = { ...address, fact: 'submitted' as const }
      return processing(subjects, about, consumer, () => worker.unreadable(address, read.message, delivery))
    }
    return processing(subjects, read, consumer, async () =>
      worker.handle({ ...(await stream.position(read, message.seq)), event: read }, delivery),
    )
  }
}

/** Of the trace that the event says it belongs to, in the header it has for that. */
const traceIdIn = ({ headers }: JsMsg): string | undefined =>
  headers?.get('traceparent').split('-')[1] || undefined

/** The event, or why nobody will ever read it. Throws TryAgainError for one that a newer release can read. */
function readSubmitted(payload: Uint8Array): Submitted | UnreadableEventError {
  try {
    const event = decode(payload)
    return event.fact === 'submitted'
      ? event
      : new UnreadableEventError(`a ${event.fact} where a submitted belongs`)
  } catch (err) {
    if (err instanceof UnreadableEventError) return err
    if (err instanceof UnknownEventError)
      throw new TryAgainError(err.message, NEWER_RELEASE_MS, { cause: err })
    throw err
  }
}
