import { once } from 'node:events'
import { request } from 'node:http'
import { json } from 'node:stream/consumers'
import { context, diag, propagation, trace } from '@opentelemetry/api'
import { traceCollector } from '@soundmill/test-support'
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { z } from 'zod'
import { createHttp } from '../http.ts'
import type { Service } from '../service.ts'
import { currentTrace, traceOf } from '../trace.ts'
import { TraceEnv } from './environment.ts'
import { openTracing } from './sdk.ts'
import { describeSpan, failSpan, inSpan, linkSpan } from './spans.ts'

const CLIENT = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331' }
const traceparent = `00-${CLIENT.traceId}-${CLIENT.spanId}-01`
const OTHER = { traceId: 'ab'.repeat(16), spanId: 'cd'.repeat(8) }

const routes: Service['routes'] = async (app) => {
  app.get('/things/:id', async (request) => traceOf(request))
  app.get('/broken', async () => {
    throw new Error('it says the name of a file')
  })
  app.post('/things', async () => {
    linkSpan(`00-${OTHER.traceId}-${OTHER.spanId}-01`, 'retry-of')
    linkSpan('not a traceparent', 'nothing')
    return inSpan('part', { 'soundmill.step': 'download' }, async () => {
      describeSpan({ 'soundmill.bytes': 3 })
      return currentTrace()
    })
  })
  app.get('/fails', async () => {
    await inSpan('coded', {}, () => Promise.reject(Object.assign(new Error(), { code: 'no_space' }))).catch(
      () => {},
    )
    await inSpan('named', {}, () => Promise.reject(new RangeError('secret'))).catch(() => {})
    await inSpan('told', {}, async () => failSpan('stalled'))
    return {}
  })
}

let collector: Awaited<ReturnType<typeof traceCollector>>
let tracing: ReturnType<typeof openTracing>

beforeAll(async () => {
  collector = await traceCollector()
  vi.stubEnv('OTEL_EXPORTER_OTLP_ENDPOINT', collector.url)
  vi.stubEnv('OTEL_BSP_SCHEDULE_DELAY', '20')
  vi.stubEnv('OTEL_RESOURCE_ATTRIBUTES', 'deployment.environment.name=test')
  const config = z.object(TraceEnv).parse({ OTEL_EXPORTER_OTLP_HEADERS: 'x-key=from%20a%20file' })
  tracing = openTracing({ service: 'things', config, log: { warn: () => {} } })
})
afterAll(async () => {
  await tracing.close()
  await collector.close()
  // The next file in this process makes no spans.
  for (const part of [trace, context, propagation, diag]) part.disable()
  vi.unstubAllEnvs()
})

async function ask(url: string, init: RequestInit = {}) {
  const app = await createHttp([{ name: 'things', routes }])
  onTestFinished(() => app.close())
  const response = await fetch(`${await app.listen()}${url}`, init)
  return { response, body: Object(await response.json()) }
}

/** Its body comes when the request has been begun, in a packet of its own. */
async function postLate(url: string, body: string) {
  const app = await createHttp([{ name: 'things', routes }])
  onTestFinished(() => app.close())
  const headers = {
    'content-type': 'application/json',
    'content-length': body.length,
    expect: '100-continue',
  }
  const posting = request(`${await app.listen()}${url}`, { method: 'POST', headers })
  posting.flushHeaders()
  await once(posting, 'continue')
  posting.end(body)
  const [response] = await once(posting, 'response')
  return json(response)
}

const span = (name: string) => collector.arrived((found) => found.name === name, `the span ${name}`)

describe('a request', () => {
  it('is a span below its client, with the id that the answer and the events have', async () => {
    const { response, body } = await ask('/things/7', { headers: { traceparent } })
    const found = await span('GET /things/:id')
    expect(found).toMatchObject({ kind: 'server', traceId: CLIENT.traceId, parentSpanId: CLIENT.spanId })
    expect(body).toEqual({ traceId: CLIENT.traceId, traceparent: `00-${CLIENT.traceId}-${found.spanId}-01` })
    expect(response.headers.get('x-request-id')).toBe(CLIENT.traceId)
    expect(found.service).toBe('soundmill-things')
    expect(found.attributes).toMatchObject({
      'http.request.method': 'GET',
      'http.route': '/things/:id',
      'http.response.status_code': 200,
      'url.scheme': 'http',
    })
    expect(Object.keys(found.attributes)).not.toContain('url.path')
    expect(found.isError).toBe(false)
  })

  it('without a client that traces begins a trace', async () => {
    const { response } = await ask('/nowhere')
    const { traceId, ...found } = await collector.arrived(
      ({ attributes }) => attributes['error.type'] === 'not_found',
      'a 404',
    )
    expect(found).toMatchObject({ name: 'GET', parentSpanId: '', isError: false })
    expect(response.headers.get('x-request-id')).toBe(traceId)
  })

  it('has failed when we have, and tells the code of it and nothing else', async () => {
    await ask('/broken')
    const found = await span('GET /broken')
    expect(found).toMatchObject({ isError: true })
    expect(found.attributes).toMatchObject({ 'http.response.status_code': 500, 'error.type': 'internal' })
    expect(JSON.stringify(found)).not.toContain('file')
  })

  it('that its client does not want recorded leaves no span, and has a trace all the same', async () => {
    const unwanted = { traceId: '11'.repeat(16), spanId: '22'.repeat(8) }
    const headers = { traceparent: `00-${unwanted.traceId}-${unwanted.spanId}-00` }
    const { body } = await ask('/things/8', { headers })
    expect(body.traceparent).toMatch(new RegExp(`^00-${unwanted.traceId}-[0-9a-f]{16}-00$`))
    expect(body.traceparent).not.toContain(unwanted.spanId)
    await ask('/things/9', { headers: { traceparent: `00-${'33'.repeat(16)}-${'44'.repeat(8)}-01` } })
    await collector.arrived(({ traceId }) => traceId === '33'.repeat(16), 'a later request')
    expect(collector.spans.filter(({ traceId }) => traceId === unwanted.traceId)).toEqual([])
  })

  it('of a probe is none', async () => {
    await ask('/livez')
    await ask('/things/10', { headers: { traceparent: `00-${'55'.repeat(16)}-${'66'.repeat(8)}-01` } })
    await collector.arrived(({ traceId }) => traceId === '55'.repeat(16), 'a later request')
    expect(collector.spans.filter(({ attributes }) => attributes['http.route'] === '/livez')).toEqual([])
  })
})

describe('a part of the work', () => {
  it('is a span below its request, also behind a body that was collected', async () => {
    const body = await postLate('/things', '{}')
    const [request, part] = [await span('POST /things'), await span('part')]
    expect(part).toMatchObject({ kind: 'internal', parentSpanId: request.spanId, traceId: request.traceId })
    expect(part.attributes).toEqual({ 'soundmill.step': 'download', 'soundmill.bytes': 3 })
    expect(body).toEqual({ traceId: part.traceId, traceparent: `00-${part.traceId}-${part.spanId}-01` })
    expect(request.links).toEqual([{ ...OTHER, attributes: { 'soundmill.relation': 'retry-of' } }])
  })

  it('that fails has a stable word for it', async () => {
    await ask('/fails')
    for (const [name, code] of Object.entries({ coded: 'no_space', named: 'RangeError', told: 'stalled' })) {
      expect(await span(name)).toMatchObject({ isError: true, attributes: { 'error.type': code } })
    }
    expect(JSON.stringify(collector.spans)).not.toContain('secret')
  })
})

describe('a delivery', () => {
  it('has the headers that were configured', async () => {
    await ask('/things/11')
    await span('GET /things/:id')
    expect(collector.deliveries[0]).toMatchObject({ 'x-key': 'from a file' })
  })
})

describe('outside of everything', () => {
  it('is no span, so what is said there begins a trace', () => {
    expect(trace.getActiveSpan()).toBeUndefined()
    expect(currentTrace().traceparent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/)
  })
})
