import { setTimeout as sleep } from 'node:timers/promises'
import { connect, Events, type NatsConnection } from 'nats'
import { connectOptions, type Log, type NatsOptions } from './connect-options.ts'
import type { Trouble } from './trouble.ts'

/** How often somebody asks why the connection is not there; a server that starts again is back sooner. */
const INQUIRE_MS = 2_000

type Watching = {
  options: NatsOptions
  onChange: (isUp: boolean) => void
  trouble: Trouble
  log: Log
  signal: AbortSignal
}

/** Tells of a connection that is lost, and of one that is back; ends with the connection. */
export async function watchLine(nc: NatsConnection, { options, onChange, trouble, log, signal }: Watching) {
  let back = new AbortController()
  for await (const { type } of nc.status()) {
    if (type === Events.Disconnect) {
      onChange(false)
      log.warn({}, 'lost the connection to NATS, will keep trying')
      back.abort()
      back = new AbortController()
      void inquire(options, trouble, AbortSignal.any([signal, back.signal]))
    }
    if (type === Events.Reconnect) {
      back.abort()
      trouble.isOver()
      log.info({}, 'connected to NATS again')
      onChange(true)
    }
  }
  back.abort()
}

/**
 * While the client reconnects it keeps for itself why it cannot: a connection beside it learns the reason, now and
 * then, until the client is back.
 */
async function inquire(options: NatsOptions, trouble: Trouble, signal: AbortSignal): Promise<void> {
  for (;;) {
    await sleep(INQUIRE_MS, undefined, { signal }).catch(() => undefined)
    if (signal.aborted) return
    try {
      const nc = await connect({ ...connectOptions(options), reconnect: false })
      await nc.close()
    } catch (err) {
      if (!signal.aborted) trouble.is(err)
    }
  }
}
