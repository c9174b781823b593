import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { monotonic } from '../jetstream/lease.ts'

const DEADLINE_MS = 15_000
const POLL_MS = 20

/** A port on 127.0.0.1 that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('no TCP port')
  return address.port
}

/** Resolves when somebody accepts connections; rejects when `failed` does, or after 15 s. */
export async function waitUntilListening(port: number, failed: Promise<never>): Promise<void> {
  const listening = async () => {
    const deadline = monotonic() + DEADLINE_MS
    while (!(await accepts(port))) {
      if (monotonic() > deadline) throw new Error(`nats-server does not listen on port ${port}`)
      await sleep(POLL_MS)
    }
  }
  await Promise.race([listening(), failed])
}

/** Whether somebody answers there: on a port of 127.0.0.1, or on a socket's path. */
export async function accepts(where: number | string): Promise<boolean> {
  const socket = typeof where === 'number' ? connect(where, '127.0.0.1') : connect(where)
  try {
    await once(socket, 'connect')
    return true
  } catch {
    return false
  } finally {
    socket.destroy()
  }
}
