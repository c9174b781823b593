import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import { connect, type Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { until } from '@soundmill/test-support'
import { describe, expect, it, onTestFinished } from 'vitest'
import { type Pace, watchPace } from './pace.ts'

const PACE: Pace = { windowMs: 200, minBytesPerSecond: 10_000 }

/** A request that has begun, the client's end of its line, and how often its pace was found too low. */
async function begin(read: (request: IncomingMessage) => void) {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const client: Socket = connect(address && typeof address === 'object' ? address.port : 0, '127.0.0.1')
  onTestFinished(() => {
    client.destroy()
    server.closeAllConnections()
    server.close()
  })
  client.write('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n')
  const [request]: IncomingMessage[] = await once(server, 'request')
  if (!request) throw new Error('no request came')
  let stalls = 0
  const stop = watchPace(request, PACE, () => {
    stalls += 1
  })
  onTestFinished(stop)
  read(request)
  return { client, stalls: () => stalls }
}

describe('the pace of an upload', () => {
  it('is too low when nothing comes, and that is said once', async () => {
    const { stalls } = await begin((request) => request.resume())
    await until(() => stalls() > 0, { what: 'the stall', timeoutMs: 2_000 })
    await pause(2 * PACE.windowMs)
    expect(stalls()).toBe(1)
  })

  it('is too low when a little comes', async () => {
    const { client, stalls } = await begin((request) => request.resume())
    const drip = setInterval(() => client.write('x'), 10)
    onTestFinished(() => clearInterval(drip))
    await until(() => stalls() > 0, { what: 'the stall', timeoutMs: 2_000 })
  })

  it('is fine when enough comes', async () => {
    const { client, stalls } = await begin((request) => request.resume())
    const flow = setInterval(() => client.write(Buffer.alloc(2_000)), 20)
    await pause(4 * PACE.windowMs)
    clearInterval(flow)
    expect(stalls()).toBe(0)
  })

  it('is not the fault of a client that is not read from', async () => {
    const { client, stalls } = await begin(() => {})
    client.write(Buffer.alloc(500_000))
    await pause(4 * PACE.windowMs)
    expect(stalls()).toBe(0)
  })

  it('does not matter any more when all has come', async () => {
    const { client, stalls } = await begin((request) => request.resume())
    client.write(Buffer.alloc(1_000_000))
    await pause(4 * PACE.windowMs)
    expect(stalls()).toBe(0)
  })
})
