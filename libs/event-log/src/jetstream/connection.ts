import { setTimeout as sleep } from 'node:timers/promises'
import { connect, type NatsConnection, NatsError } from 'nats'
import { connectOptions, type Log, type NatsOptions, PATIENCE_MS, RETRY_MS } from './connect-options.ts'
import { unavailable } from './errors.ts'
import { createTrouble, type Trouble } from './trouble.ts'
import { watchLine } from './watch-line.ts'

export { connectOptions, type Log, type NatsOptions } from './connect-options.ts'

/** A connection that is made in the background, lasts for ever, and may be down at any time. */
export interface Connection {
  /** The live connection. Rejects with LogUnavailableError, and why, when there is none within two seconds. */
  get(): Promise<NatsConnection>
  /** Calls back after every later connect: whatever was known of the server may have changed. */
  onReconnect(handle: () => void): () => void
  /** Whether it is up now. */
  connected(): boolean
  /** What to say of an operation that failed: why there is no connection, or the reason of its own. */
  failed(err: unknown): Error
  closed(): boolean
  close(): Promise<void>
}

export function openConnection(options: NatsOptions, log: Log): Connection {
  const closing = new AbortController()
  const { signal } = closing
  const listeners = new Set<() => void>()
  const trouble = createTrouble(options.url, log)
  const tell = () => {
    for (const handle of listeners) handle()
  }
  let current = establish(options, trouble, signal)
  /** What `current` came to, so that nobody needs to wait for what is there. */
  let live: NatsConnection | undefined
  let isUp = false
  const change = (isUpNow: boolean) => {
    isUp = isUpNow
    if (isUp) tell()
  }

  /** The client reconnects by itself; should it ever give up, we begin again. */
  const keep = async () => {
    for (let times = 0; !signal.aborted; times++) {
      const nc = await current
      if (!nc) return
      live = nc
      isUp = true
      if (times > 0) tell()
      void watchLine(nc, { options, onChange: change, trouble, log, signal })
      const why = await nc.closed()
      isUp = false
      if (signal.aborted) return
      log.warn({ err: why }, 'the connection to NATS was closed for good, making another')
      current = establish(options, trouble, signal)
    }
  }
  const kept = keep()

  return {
    async get() {
      const nc = live?.isClosed() === false ? live : await withinPatience(current)
      if (!nc || nc.isClosed()) throw trouble.error()
      return nc
    },
    onReconnect(handle) {
      listeners.add(handle)
      return () => listeners.delete(handle)
    },
    connected: () => isUp,
    failed: (err) => (isUp || !(err instanceof NatsError) ? unavailable(err) : trouble.error()),
    closed: () => signal.aborted,
    async close() {
      closing.abort()
      const nc = await current
      if (nc) await withinPatience(nc.drain().catch(() => undefined))
      await nc?.close()
      await kept
    },
  }
}

/** The value, or undefined when it is not there in time. */
async function withinPatience<T>(value: Promise<T>): Promise<T | undefined> {
  const inTime = new AbortController()
  const late = sleep(PATIENCE_MS, undefined, { signal: inTime.signal }).catch(() => undefined)
  try {
    return await Promise.race([value, late])
  } finally {
    inTime.abort()
  }
}

/** Tries until there is a connection, or until told to stop: NATS may well start after us. */
async function establish(options: NatsOptions, trouble: Trouble, signal: AbortSignal) {
  while (!signal.aborted) {
    try {
      const nc = await connect(connectOptions(options))
      trouble.isOver()
      return nc
    } catch (err) {
      trouble.is(err)
      await sleep(RETRY_MS, undefined, { signal }).catch(() => undefined)
    }
  }
  return undefined
}
