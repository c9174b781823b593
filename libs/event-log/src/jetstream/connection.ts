import { setTimeout as sleep } from 'node:timers/promises'
import { connect, Events, type NatsConnection } from 'nats'
import { LogUnavailableError } from '../index.ts'

export type NatsOptions = { url: string; user?: string; password?: string; name?: string }

export type Log = {
  info(details: object, message: string): void
  warn(details: object, message: string): void
}

/** How long an operation waits for a server before it says that the log is unavailable. */
const PATIENCE_MS = 2_000
const RETRY_MS = 250

/** A connection that is made in the background, lasts for ever, and may be down at any time. */
export interface Connection {
  /** The live connection. Rejects with LogUnavailableError when there is none within two seconds. */
  get(): Promise<NatsConnection>
  /** Calls back after every later connect: whatever was known of the server may have changed. */
  onReconnect(handle: () => void): () => void
  closed(): boolean
  close(): Promise<void>
}

/** The options every connection of ours is made with; a user's inboxes are its own. */
export function connectOptions({ url, user, password, name }: NatsOptions) {
  return {
    servers: url.split(',').map((server) => server.trim()),
    ...(user !== undefined && { user, pass: password ?? '', inboxPrefix: `_INBOX_${user}` }),
    ...(name !== undefined && { name }),
    maxReconnectAttempts: -1,
    timeout: PATIENCE_MS,
    reconnectTimeWait: RETRY_MS,
    reconnectJitter: RETRY_MS,
    pingInterval: 10_000,
    maxPingOut: 2,
    // A server may come up before its passwords do. By default the second refusal would be the last try.
    ignoreAuthErrorAbort: true,
  }
}

export function openConnection(options: NatsOptions, log: Log): Connection {
  const closing = new AbortController()
  const { signal } = closing
  const listeners = new Set<() => void>()
  let current = establish(options, log, signal)
  /** What `current` came to, so that nobody needs to wait for what is there. */
  let live: NatsConnection | undefined

  /** The client reconnects by itself; should it ever give up, we begin again. */
  const keep = async () => {
    for (let times = 0; !signal.aborted; times++) {
      const nc = await current
      if (!nc) return
      live = nc
      if (times > 0) tell(listeners)
      void watch(nc, listeners, log)
      const why = await nc.closed()
      if (signal.aborted) return
      log.warn({ err: why }, 'the connection to NATS was closed for good, making another')
      current = establish(options, log, signal)
    }
  }
  const kept = keep()

  return {
    async get() {
      const nc = live?.isClosed() === false ? live : await withinPatience(current)
      if (!nc || nc.isClosed()) throw new LogUnavailableError('not connected to NATS')
      return nc
    },
    onReconnect(handle) {
      listeners.add(handle)
      return () => listeners.delete(handle)
    },
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
async function establish(options: NatsOptions, log: Log, signal: AbortSignal) {
  for (let failures = 0; !signal.aborted; failures++) {
    try {
      return await connect(connectOptions(options))
    } catch (err) {
      if (failures === 0) log.warn({ err }, 'cannot reach NATS, will keep trying')
      await sleep(RETRY_MS, undefined, { signal }).catch(() => undefined)
    }
  }
  return undefined
}

const tell = (listeners: Set<() => void>) => {
  for (const handle of listeners) handle()
}

async function watch(nc: NatsConnection, listeners: Set<() => void>, log: Log) {
  for await (const { type } of nc.status()) {
    if (type === Events.Disconnect) log.warn({}, 'lost the connection to NATS, will keep trying')
    if (type === Events.Reconnect) {
      log.info({}, 'connected to NATS again')
      tell(listeners)
    }
  }
}
