import { afterEach, describe, expect, it } from 'vitest'
import { closeHttp, createHttp, type HttpOptions } from './http.ts'
import type { Phase } from './phase.ts'
import { ProblemBody } from './problem.ts'
import type { Service } from './service.ts'
import { traceOf } from './trace.ts'

const apps: Array<Awaited<ReturnType<typeof createHttp>>> = []
afterEach(async () => {
  for (const app of apps.splice(0)) await closeHttp(app, 0)
})

const routes: Service['routes'] = async (app) => {
  app.get('/trace', async (request) => traceOf(request))
  app.delete('/things/:id', async (_request, reply) => reply.code(204).send())
}

async function open(options: HttpOptions = {}, service: Partial<Service> = {}) {
  const app = await createHttp([{ name: 'things', routes, ...service }], options)
  apps.push(app)
  return app
}

describe('a trace', () => {
  it('is taken up from the client, and its id answered', async () => {
    const app = await open()
    const traceId = '0af7651916cd43dd8448eb211c80319c'
    const headers = { traceparent: `00-${traceId}-b7ad6b7169203331-01` }
    const response = await app.inject({ url: '/trace', headers })
    expect(response.json()).toMatchObject({ traceId, traceparent: expect.stringContaining(`00-${traceId}-`) })
    expect(response.headers['x-request-id']).toBe(traceId)
  })
})

describe('the probes', () => {
  it('say alive always, and ready when no service waits for anything', async () => {
    let waiting: string | undefined = 'the log'
    const app = await open({}, { waitingFor: () => waiting })
    expect((await app.inject('/livez')).statusCode).toBe(200)
    const response = await app.inject('/readyz')
    expect([response.statusCode, response.json()]).toEqual([
      503,
      { ready: false, waiting: ['things: the log'] },
    ])
    waiting = undefined
    expect((await app.inject('/readyz')).statusCode).toBe(200)
  })

  it.each(['starting', 'stopping'] as const)(
    'say not ready while %s, when nobody else is let in',
    async (phase) => {
      const app = await open({ phase: (): Phase => phase })
      expect((await app.inject('/readyz')).json()).toEqual({ ready: false, waiting: [phase] })
      expect((await app.inject('/livez')).statusCode).toBe(200)
      const response = await app.inject('/trace')
      expect(ProblemBody.parse(response.json())).toMatchObject({ status: 503, code: phase })
      expect(response.headers['retry-after']).toBe('1')
    },
  )

  it('count requests by the pattern of their route', async () => {
    const app = await open()
    await app.inject({ method: 'DELETE', url: '/things/17' })
    await app.inject('/nothing/17')
    const { body } = await app.inject('/metrics')
    expect(body).toMatch(/duration_seconds_count\{method="DELETE",route="\/things\/:id",status="204"\} 1/)
    expect(body).toMatch(/duration_seconds_count\{method="GET",route="unknown",status="404"\} 1/)
    expect(body).not.toContain('/17')
  })
})
