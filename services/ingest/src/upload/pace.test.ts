import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import { connect, type Socket } from 'node:net'
import { PassThrough } from 'node:stream'
import { setTimeout as pause } from 'node:timers/promises'
import { until } from '@soundmill/test-support'
import { describe, expect, it, onTestFinished } from 'vitest'
import { type Pace, watchPace } from './pace.ts'
import { readBytes } from './read-bytes.ts'

const PACE: Pace = { windowMs: 200, minBytesPerSecond: 10_000 }

/** A request that has begun, the client's end of its line, and how often its pace was found too low. */
async function begin(read: (request: IncomingMessage) => void, length = 'Content-Length: 1000000') {
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
  client.write(`POST / HTTP/1.1\r\nHost: x\r\n${length}\r\n\r\n`)
  const [request]: IncomingMessage[] = await once(server, 'request')
  if (!request) throw new Error('no request came')
  let stalls = 0
  let pace = PACE
  const stop = watchPace(
    request,
    () => pace,
    () => {
      stalls += 1
    },
  )
  onTestFinished(stop)
  read(request)
  const ease = (next: Pace) => {
    pace = next
  }
  return { client, stalls: () => stalls, ease }
}

const CHUNKED = 'Transfer-Encoding: chunked'

/** Runs it again and again while the test lasts. */
function often(send: () => void): void {
  const timer = setInterval(send, 10)
  onTestFinished(() => clearInterval(timer))
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

  it('is that of the content: what chunks are wrapped in does not count', async () => {
    const { client, stalls } = await begin((request) => request.resume(), CHUNKED)
    const wrapping = 'x'.repeat(8_000)
    often(() => client.write(`1;a=${wrapping}\r\nZ\r\n`))
    await until(() => stalls() > 0, { what: 'the stall', timeoutMs: 2_000 })
  })

  it('is counted however the body is read', async () => {
    const read = async (request: IncomingMessage) => {
      for await (const _ of readBytes(request, new AbortController().signal));
    }
    const reading = await begin((request) => void read(request).catch(() => {}), CHUNKED)
    const piping = await begin((request) => void request.pipe(new PassThrough().resume()), CHUNKED)
    for (const { client } of [reading, piping]) often(() => client.write(`3e8\r\n${'x'.repeat(1_000)}\r\n`))
    await pause(4 * PACE.windowMs)
    expect([reading.stalls(), piping.stalls()]).toEqual([0, 0])
  })

  it('may be eased while it is watched', async () => {
    const { client, stalls, ease } = await begin((request) => request.resume())
    often(() => client.write('x'))
    ease({ ...PACE, minBytesPerSecond: 10 })
    await pause(4 * PACE.windowMs)
    expect(stalls()).toBe(0)
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
