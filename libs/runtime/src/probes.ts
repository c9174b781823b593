import type { FastifyInstance } from 'fastify'
import type { Registry } from './metrics.ts'
import type { Phase } from './phase.ts'
import type { Service } from './service.ts'

/** Asked by machines, every few seconds: not logged, and answered in every phase. */
export const PROBES: ReadonlySet<string> = new Set(['/livez', '/readyz', '/metrics'])

/**
 * - `/livez`: the event loop turns; never asks a neighbour, since restarting us cures nobody else.
 * - `/readyz`: 200, or 503 with what is waited for; 503 as soon as the process is told to end. Where something is wrong,
 *   ready or not, `troubles` says what.
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
    const waiting = waitingFor(services, phase())
    const troubles = services.flatMap((service) => service.troubles?.() ?? [])
    return reply
      .code(waiting.length > 0 ? 503 : 200)
      .send({ ready: waiting.length === 0, waiting, ...(troubles.length > 0 && { troubles }) })
  })
  app.get('/metrics', async (_request, reply) =>
    reply.type(metrics.contentType).send(await metrics.metrics()),
  )
}

function waitingFor(services: Service[], phase: Phase): string[] {
  if (phase !== 'serving' && phase !== 'starting') return [phase]
  const reasons = services.flatMap((service) => {
    const reason = service.waitingFor?.()
    return reason === undefined ? [] : [`${service.name}: ${reason}`]
  })
  return phase === 'starting' ? [phase, ...reasons] : reasons
}
