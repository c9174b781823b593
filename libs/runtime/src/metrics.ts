import type { FastifyInstance } from 'fastify'
import {
  collectDefaultMetrics,
  Gauge,
  Histogram,
  type OpenMetricsContentType,
  Registry as PromRegistry,
} from 'prom-client'
import { PHASES, type Phase } from './phase.ts'
import { VERSION } from './version.ts'

export type Registry = PromRegistry<OpenMetricsContentType>

/**
 * What `GET /metrics` shows, as OpenMetrics 1.0 to whoever asks: prom-client renames counters when it writes them so,
 * and cannot write them otherwise afterwards. Services make their own metrics with `registers: [metrics]`.
 */
export function createMetrics(): Registry {
  const metrics: Registry = new PromRegistry()
  metrics.setContentType(PromRegistry.OPENMETRICS_CONTENT_TYPE)
  return metrics
}

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

/**
 * Whether the process has a connection to its event log: `/readyz` does not say so, because most of a process works
 * without. Takes whatever can tell, once a process.
 */
export function measureLog(metrics: Registry, log: { connected(): boolean }): void {
  new Gauge({
    name: 'event_log_connected',
    help: '1 while this process is connected to its event log, otherwise 0',
    registers: [metrics],
    collect() {
      this.set(log.connected() ? 1 : 0)
    },
  })
}

/** Where the process is in its life. */
export function measurePhase(metrics: Registry, phase: () => Phase): void {
  new Gauge({
    name: 'process_phase',
    help: '1 for the phase of its life that the process is in, 0 for the others',
    labelNames: ['phase'] as const,
    registers: [metrics],
    collect() {
      const now = phase()
      for (const each of PHASES) this.set({ phase: each }, each === now ? 1 : 0)
    },
  })
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
