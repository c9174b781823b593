import { setTimeout as sleep } from 'node:timers/promises'
import type { Subscription } from 'nats'
import type { Connection } from './connection.ts'

/**
 * A hint that something may have been said. Core messages on the log's subjects are no facts (JetStream
 * may have refused them), they may be lost, and they ring for nothing: whoever hears one asks the log.
 */
export interface Doorbell {
  /** Resolves at the next ring (or at one nobody waited for), after `ms`, or when the signal aborts. */
  wait(ms: number, signal: AbortSignal): Promise<void>
  /** Rings it from here. */
  ring(): void
  close(): void
}

/** Rings for every core message on a subject. Silent while there is no connection. */
export function createDoorbell(connection: Connection, subject: string): Doorbell {
  let rung = false
  let wake: () => void = () => {}
  const ring = () => {
    rung = true
    wake()
  }
  const close = listen(connection, subject, ring)

  return {
    ring,
    close,
    async wait(ms, signal) {
      if (!rung && !signal.aborted) {
        let timer: NodeJS.Timeout | undefined
        await new Promise<void>((resolve) => {
          wake = resolve
          timer = setTimeout(resolve, ms)
          signal.addEventListener('abort', wake, { once: true })
        })
        clearTimeout(timer)
        signal.removeEventListener('abort', wake)
      }
      rung = false
    },
  }
}

const RETRY_MS = 500

/** Subscribes to a core subject whenever there is a connection; the function returned ends it. */
export function listen(
  connection: Connection,
  subject: string,
  heard: (payload: Uint8Array) => void,
): () => void {
  const ended = new AbortController()
  let subscription: Subscription | undefined
  const callback = (err: Error | null, message: { data: Uint8Array }) => {
    if (!err) heard(message.data)
  }
  const subscribe = async () => {
    while (!ended.signal.aborted && !connection.closed()) {
      const nc = await connection.get().catch(() => undefined)
      if (nc && !ended.signal.aborted) {
        subscription = nc.subscribe(subject, { callback })
        // A connection that is lost takes its subscriptions along when it is back; one that is closed does not.
        await Promise.race([nc.closed(), abortOf(ended.signal)])
      } else await sleep(RETRY_MS, undefined, { signal: ended.signal }).catch(() => undefined)
    }
  }
  void subscribe()
  return () => {
    ended.abort()
    subscription?.unsubscribe()
  }
}

const abortOf = (signal: AbortSignal) =>
  new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
