import type { FastifyInstance } from 'fastify'
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import { VERSION } from './version.ts'

export type { Registry }

/** What `GET /metrics` shows. Services make their own metrics with `registers: [metrics]`. */
export const createMetrics = (): Registry => new Registry()

/** What is true of the process as a whole: memory, CPU, event-loop lag, garbage collection, version. Once a process. */
export function measureProcess(metrics: Registry): void {
  collectDefaultMetrics({ register: metrics })
  const build = new Gauge({
    name: 'build_info',
    help: 'Always 1; the labels say what runs here',
    labelNames: ['version', 'node'] as const,
    registers: [metrics],
  })
  build.set({ version: VERSION, node: process.version }, 1)
}

/** Seconds, from a probe to an upload of hours. */
const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800]

/** Times every answer, by the route's pattern: never by its address, of which there are too many. */
export function measureRequests(app: FastifyInstance, metrics: Registry): void {
  const duration = new Histogram({
    name: 'http_server_request_duration_seconds',
    help: 'From the request line to the last byte of the answer',
    labelNames: ['method', 'route', 'status'] as const,
    buckets: BUCKETS,
    registers: [metrics],
  })
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'unknown'
    duration.observe({ method: request.method, route, status: reply.statusCode }, reply.elapsedTime / 1000)
  })
}
