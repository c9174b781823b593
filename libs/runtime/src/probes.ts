import type { FastifyInstance } from 'fastify'
import type { Registry } from 'prom-client'
import type { Phase } from './phase.ts'
import type { Service } from './service.ts'

/** Asked by machines, every few seconds: not logged, and answered in every phase. */
export const PROBES: ReadonlySet<string> = new Set(['/livez', '/readyz', '/metrics'])

/**
 * - `/livez`: the event loop turns; never asks a neighbour, since restarting us cures nobody else.
 * - `/readyz`: 200, or 503 with what is waited for; 503 as soon as stopping begins.
 * - `/metrics`: for Prometheus.
 */
export function addProbes(
  app: FastifyInstance,
  services: Service[],
  metrics: Registry,
  phase: () => Phase,
): void {
  app.get('/livez', async () => ({ alive: true }))
  app.get('/readyz', async (_request, reply) => {
    const waiting = phase() === 'serving' ? waitingFor(services) : [phase()]
    return reply.code(waiting.length > 0 ? 503 : 200).send({ ready: waiting.length === 0, waiting })
  })
  app.get('/metrics', async (_request, reply) =>
    reply.type(metrics.contentType).send(await metrics.metrics()),
  )
}

function waitingFor(services: Service[]): string[] {
  return services.flatMap((service) => {
    const reason = service.waitingFor?.()
    return reason === undefined ? [] : [`${service.name}: ${reason}`]
  })
}
