import { once } from 'node:events'
import { createServer } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { describe, expect, it, onTestFinished } from 'vitest'
import { type HttpFault, httpFaultProxy } from './http-fault-proxy.ts'

/** Answers with what it was sent and under which name it was called, and remembers whom it answered. */
async function openEcho() {
  const heard: string[] = []
  const server = createServer(async (request, response) => {
    const body = await buffer(request).catch(() => undefined)
    if (!body) return
    heard.push(`${request.method} ${request.url}`)
    response.writeHead(200, { host: request.headers.host }).end(body)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(async () => {
    server.closeAllConnections()
    server.close()
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  const line = await httpFaultProxy(`http://127.0.0.1:${address.port}`)
  const put = (path: string, body: Uint8Array<ArrayBuffer> | string = 'bytes') =>
    fetch(line.url + path, { method: 'PUT', body })
  return { line, heard, put }
}

const isOne = ({ path }: { path: string }) => path === '/one'
const outcomeOf = (request: Promise<Response>) =>
  request.then((answer) => answer.text().then(() => answer.status)).catch(() => 'reset')

describe('a line to an HTTP server', () => {
  it('passes bytes both ways, and keeps the Host the client said', async () => {
    const { line, put } = await openEcho()
    const bytes = Buffer.alloc(3_000_000, 7)
    const answer = await put('/any?x=1', bytes)
    expect(bytes.equals(Buffer.from(await answer.arrayBuffer()))).toBe(true)
    expect(answer.headers.get('host')).toBe(`127.0.0.1:${line.port}`)
    expect(line.passed(({ query }) => query.get('x') === '1')).toBe(1)
  })

  it('holds a request back until it is let go, and others not', async () => {
    const { line, heard, put } = await openEcho()
    const fault = line.fault(isOne, { kind: 'hold' })
    const held = put('/one')
    await fault.caught
    expect(await (await put('/two')).text()).toBe('bytes')
    expect(heard).toEqual(['PUT /two'])
    fault.lift()
    expect(await (await held).text()).toBe('bytes')
  })

  it('never passes on what it held when its client is gone', async () => {
    const { line, heard } = await openEcho()
    const fault = line.fault(isOne, { kind: 'hold' })
    const gone = new AbortController()
    const held = fetch(`${line.url}/one`, { method: 'PUT', body: 'x', signal: gone.signal })
    await fault.caught
    gone.abort()
    await expect(held).rejects.toThrow()
    await fault.left
    fault.lift()
    expect(await (await fetch(`${line.url}/two`)).text()).toBe('')
    expect(heard).toEqual(['GET /two'])
  })

  it('withholds an answer while the server did what it was asked', async () => {
    const { line, heard, put } = await openEcho()
    const fault = line.fault(isOne, { kind: 'withhold' })
    const waiting = put('/one')
    await fault.answered
    expect(heard).toEqual(['PUT /one'])
    fault.lift()
    expect(await (await waiting).text()).toBe('bytes')
  })

  it.each<[HttpFault, unknown, string[]]>([
    [{ kind: 'lose' }, 'reset', ['PUT /one']],
    [{ kind: 'refuse' }, 503, []],
    [{ kind: 'refuse', status: 507, code: 'XMinioStorageFull' }, 507, []],
    [{ kind: 'reset', afterBytes: 2 }, 'reset', []],
    [{ kind: 'reset', afterBytes: 8 }, 'reset', ['PUT /one']],
    [{ kind: 'slow', delayMs: 1 }, 200, ['PUT /one']],
  ])('does %j once', async (kind, outcome, heardOf) => {
    const { line, heard, put } = await openEcho()
    line.fault(isOne, kind, { times: 1 })
    expect(await outcomeOf(put('/one'))).toBe(outcome)
    expect(heard).toEqual(heardOf)
    expect(await (await put('/one')).text()).toBe('bytes')
  })

  it('tells when a request comes', async () => {
    const { line, put } = await openEcho()
    const coming = line.onRequest(isOne)
    await put('/two')
    await put('/one?number=3')
    expect((await coming).query.get('number')).toBe('3')
  })

  it('is cut for everybody, and mended', async () => {
    const { line, put } = await openEcho()
    const held = line.fault(isOne, { kind: 'hold' })
    const waiting = outcomeOf(put('/one'))
    await held.caught
    line.cut()
    expect(await waiting).toBe('reset')
    expect(await outcomeOf(put('/two'))).toBe('reset')
    line.mend()
    expect(await outcomeOf(put('/two'))).toBe(200)
  })
})
