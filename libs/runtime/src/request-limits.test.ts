import { once } from 'node:events'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { describe, expect, it, onTestFinished } from 'vitest'
import { closeHttp, createHttp } from './http.ts'
import { ProblemBody } from './problem.ts'
import type { Service } from './service.ts'

const limits = { maxHeaderBytes: 2048, timeoutMs: 300 }

const routes: Service['routes'] = async (app) => {
  app.post('/collected', async () => ({ ok: true }))
  app.register(async (own) => {
    own.removeAllContentTypeParsers()
    own.addContentTypeParser('*', (_request, _payload, done) => done(null))
    own.post('/streamed', async ({ raw }) => ({ length: (await text(raw)).length }))
  })
}

/** A connection to a server with tight limits; `answer` is all it said, once it has hung up. */
async function open(options: { allowHalfOpen?: boolean } = {}) {
  const app = await createHttp([{ name: 'things', routes }], { limits })
  onTestFinished(() => closeHttp(app, 0))
  await app.listen({ port: 0, host: '127.0.0.1' })
  const address = app.server.address()
  if (!address || typeof address === 'string') throw new Error('not listening')
  const socket = connect({ port: address.port, host: '127.0.0.1', ...options })
  onTestFinished(() => void socket.destroy())
  await once(socket, 'connect')
  const answer = text(socket)
  const problem = async () => {
    const [head = '', body = ''] = (await answer).split('\r\n\r\n')
    return { head, ...ProblemBody.parse(JSON.parse(body)) }
  }
  const connections = () => new Promise((resolve) => app.server.getConnections((_, count) => resolve(count)))
  return { socket, answer, problem, connections }
}

const headOf = (path: string, length: number) =>
  `POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: ${length}\r\n`

describe('headers', () => {
  it('that are too long are refused, with the limit that is set', async () => {
    const { socket, problem } = await open()
    socket.write(`${headOf('/collected', 2)}X-Long: ${'x'.repeat(2048)}\r\n\r\n{}`)
    const { head, code, detail } = await problem()
    expect(head).toMatch(/^HTTP\/1\.1 431 /)
    expect(code).toBe('headers_too_large')
    expect(detail).toContain('2048 bytes')
  })

  it.each([
    ['nothing', ''],
    ['half a header', 'POST /collected HTTP/1.1\r\nHost: x\r\nX-'],
  ])('of which there is %s are not waited for', async (_, sent) => {
    const { socket, problem } = await open()
    if (sent !== '') socket.write(sent)
    expect(await problem()).toMatchObject({ status: 408, code: 'request_timeout' })
  })
})

describe('a client that was refused and does not hang up', () => {
  it('is hung up on', async () => {
    const { socket, connections } = await open({ allowHalfOpen: true })
    socket.write('P')
    await once(socket, 'end')
    expect(await connections()).toBe(1)
    await expect.poll(connections, { timeout: 10_000 }).toBe(0)
  })
})

describe('a body', () => {
  it.each(['/collected', '/nowhere'])('for %s that does not come is not waited for', async (path) => {
    const { socket, problem } = await open()
    socket.write(`${headOf(path, 10)}\r\n{`)
    expect(await problem()).toMatchObject({
      status: 408,
      code: 'request_timeout',
      detail: expect.stringContaining('0.3 seconds'),
    })
  })

  it('that a route reads by itself is for that route to watch', async () => {
    const { socket, answer } = await open()
    socket.write(`${headOf('/streamed', 10).replace('Host: x', 'Host: x\r\nConnection: close')}\r\n12345`)
    setTimeout(() => socket.write('67890'), 3 * limits.timeoutMs)
    expect(await answer).toMatch(/^HTTP\/1\.1 200 .*{"length":10}$/s)
  })

  it('whose client leaves is forgotten', async () => {
    const { socket, answer } = await open()
    socket.write(`${headOf('/collected', 10)}\r\n{`)
    socket.destroySoon()
    await answer.catch(() => '')
    const next = await open()
    next.socket.write(`${headOf('/collected', 2)}Connection: close\r\n\r\n{}`)
    expect(await next.answer).toMatch(/^HTTP\/1\.1 200 /)
  })
})
