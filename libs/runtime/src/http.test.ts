import { once } from 'node:events'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { closeHttp, createHttp } from './http.ts'
import { createLog } from './log.ts'
import { HttpProblem, ProblemBody } from './problem.ts'
import type { Service } from './service.ts'

const apps: Array<Awaited<ReturnType<typeof createHttp>>> = []
afterEach(async () => {
  for (const app of apps.splice(0)) await closeHttp(app, 0)
})

const json = { 'content-type': 'application/json' }
const xml = { 'content-type': 'application/xml' }

const routes: Service['routes'] = async (app) => {
  const Query = z.object({ limit: z.coerce.number().int().max(9).default(3) })
  app.get('/things', { schema: { querystring: Query } }, async (request) => ({ limit: request.query.limit }))
  const Target = z.union([z.literal('apple'), z.strictObject({ integratedLufs: z.number() })])
  const Spec = z.strictObject({ loudness: z.strictObject({ target: Target }) })
  app.post('/things', { schema: { body: Spec } }, async (request) => request.body)
  app.delete('/things/:id', async () => {
    throw new HttpProblem(409, 'conflict', 'it is in use', { headers: { 'retry-after': '3' } })
  })
  app.get('/down', async () => {
    throw new HttpProblem(503, 'store_unavailable', 'the store does not answer', {
      cause: new Error('secret'),
    })
  })
  app.get('/broken', async () => {
    throw new Error('the password is hunter2')
  })
  app.get('/strange', async () => {
    throw 'not even an error'
  })
  app.get('/shaped', { schema: { response: { 200: z.object({ count: z.int() }) } } }, async () => ({
    count: 1.5,
  }))
}

async function open(options: Parameters<typeof createHttp>[1] = {}) {
  const app = await createHttp([{ name: 'things', routes }], options)
  apps.push(app)
  return app
}

/** The answer as a problem, after checking what every problem has. */
function problemOf(response: { statusCode: number; headers: object; body: string }) {
  const body = ProblemBody.parse(JSON.parse(response.body))
  expect(response.headers).toMatchObject({
    'content-type': expect.stringMatching(/^application\/problem\+json/),
  })
  expect(body.status).toBe(response.statusCode)
  expect(body.type).toBe(`urn:soundmill:problem:${body.code}`)
  return body
}

describe('a client’s mistake', () => {
  it('in the query is named by its path', async () => {
    const app = await open()
    const problem = problemOf(await app.inject('/things?limit=10'))
    expect(problem).toMatchObject({ status: 400, code: 'invalid_request', instance: '/things' })
    expect(problem.errors).toEqual([{ path: 'query/limit', message: expect.stringContaining('9') }])
  })

  it('in the body is named in the branch of a union that comes nearest, unknown members too', async () => {
    const app = await open()
    const payload = { loudness: { target: { integratedLufs: 'loud' } }, louder: true }
    const problem = problemOf(await app.inject({ method: 'POST', url: '/things', payload }))
    expect(problem.errors?.map(({ path }) => path)).toEqual(['body/loudness/target/integratedLufs', 'body'])
    expect(problem.errors?.[1]?.message).toContain('louder')
  })

  it.each([
    [
      'JSON that is none',
      { method: 'POST', url: '/things', headers: json, payload: '{' },
      400,
      'invalid_request',
    ],
    [
      'another media type',
      { method: 'POST', url: '/things', headers: xml, payload: '<' },
      415,
      'unsupported_media_type',
    ],
    [
      'too much',
      { method: 'POST', url: '/things', headers: json, payload: `"${'x'.repeat(1 << 21)}"` },
      413,
      'too_large',
    ],
    ['an unknown path', { method: 'GET', url: '/nothing?key=1' }, 404, 'not_found'],
    ['a broken path', { method: 'GET', url: '/things/%zz' }, 400, 'invalid_request'],
    ['a refusal by the service', { method: 'DELETE', url: '/things/1' }, 409, 'conflict'],
  ] as const)('%s is a problem with a code', async (_, request, status, code) => {
    const app = await open()
    expect(problemOf(await app.inject(request))).toMatchObject({ status, code })
  })

  it('in the method is told with those that are allowed', async () => {
    const app = await open()
    const response = await app.inject({ method: 'PUT', url: '/things/1' })
    expect(problemOf(response).code).toBe('method_not_allowed')
    expect(response.headers.allow).toBe('DELETE')
    expect((await app.inject({ method: 'PATCH', url: '/things' })).headers.allow).toBe('GET, HEAD, POST')
  })

  it('that is not even HTTP is a problem too', async () => {
    const app = await open()
    await app.listen({ port: 0, host: '127.0.0.1' })
    const address = app.server.address()
    if (!address || typeof address === 'string') throw new Error('not listening')
    const socket = connect(address.port, '127.0.0.1')
    await once(socket, 'connect')
    socket.end('nonsense\r\n\r\n')
    const answer = await text(socket)
    expect(answer).toMatch(/^HTTP\/1\.1 400 /)
    expect(ProblemBody.parse(JSON.parse(answer.split('\r\n\r\n')[1] ?? '')).code).toBe('invalid_request')
  })
})

describe('a fault of our own', () => {
  it.each(['/broken', '/strange', '/shaped'])('in %s is hidden from the client', async (url) => {
    const app = await open()
    const response = await app.inject(url)
    expect(problemOf(response)).toMatchObject({ status: 500, code: 'internal' })
    expect(response.body).not.toMatch(/hunter2|not even|count/)
  })

  it('is logged with its cause under the trace id the client was given', async () => {
    const lines: string[] = []
    const log = await createLog('test', 'info', { write: (line: string) => void lines.push(line) })
    const app = await open({ log })
    const { traceId } = problemOf(await app.inject('/broken'))
    const logged = lines.find((line) => line.includes('hunter2')) ?? '{}'
    expect(JSON.parse(logged)).toMatchObject({ level: 'error', traceId, code: 'internal' })
  })

  it('of a neighbour is told, without its cause', async () => {
    const app = await open()
    const response = await app.inject('/down')
    expect(problemOf(response)).toMatchObject({
      code: 'store_unavailable',
      detail: 'the store does not answer',
    })
    expect(response.body).not.toContain('secret')
  })
})
