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
  }
}

export function openConnection(options: NatsOptions, log: Log): Connection {
  const closing = new AbortController()
  const listeners = new Set<() => void>()
  const established = establish(options, log, closing.signal).then((nc) => {
    if (nc) watch(nc, listeners, log)
    return nc
  })

  return {
    async get() {
      const late = new AbortController()
      const timeout = sleep(PATIENCE_MS, undefined, { signal: late.signal }).catch(() => undefined)
      const nc = await Promise.race([established, timeout])
      late.abort()
      if (!nc || nc.isClosed()) throw new LogUnavailableError('not connected to NATS')
      return nc
    },
    onReconnect(handle) {
      listeners.add(handle)
      return () => listeners.delete(handle)
    },
    closed: () => closing.signal.aborted,
    async close() {
      closing.abort()
      const nc = await established
      if (nc && !nc.isClosed()) await Promise.race([nc.drain().catch(() => nc.close()), sleep(PATIENCE_MS)])
      if (nc && !nc.isClosed()) await nc.close()
    },
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

async function watch(nc: NatsConnection, listeners: Set<() => void>, log: Log) {
  for await (const { type } of nc.status()) {
    if (type === Events.Disconnect) log.warn({}, 'lost the connection to NATS, will keep trying')
    if (type === Events.Reconnect) {
      log.info({}, 'connected to NATS again')
      for (const handle of listeners) handle()
    }
  }
}
