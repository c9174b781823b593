import { isIPv6 } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import type { Closers } from './closers.ts'
import { ConfigError } from './config.ts'
import { isLoopback } from './environment.ts'
import { closeHttp, createHttp } from './http.ts'
import type { Life } from './life.ts'
import type { Logger } from './log.ts'
import type { Registry } from './metrics.ts'
import type { Phase } from './phase.ts'
import type { Service } from './service.ts'

export type Settings = {
  HOST: string
  PORT: number
  GRACE_MS: number
  LINGER_MS: number
  TRUST_PROXY?: string | undefined
  MAX_HEADER_BYTES: number
  REQUEST_TIMEOUT_MS: number
  SOUNDMILL_ALLOW_ANONYMOUS: boolean
}

type Process = { log: Logger; metrics: Registry; use: Closers['use']; life: Life; settings: Settings }

/**
 * Listens, then starts the services one after the other; resolves when all have started, or when the process
 * is told to end. It listens first: a service may have to wait for the log, and is alive all the while.
 */
export async function serve(services: Service[], process: Process): Promise<void> {
  const { log, metrics, use, life, settings } = process
  const hasClients = services.some(({ routes }) => routes)
  if (hasClients) admitAnonymous(settings, log)
  let started = false
  const phase = (): Phase => {
    if (life.closing.aborted) return life.lingerLeftMs() > 0 ? 'leaving' : 'stopping'
    return started ? 'serving' : 'starting'
  }
  const limits = { maxHeaderBytes: settings.MAX_HEADER_BYTES, timeoutMs: settings.REQUEST_TIMEOUT_MS }
  const http = await createHttp(services, {
    log,
    metrics,
    phase,
    trustProxy: settings.TRUST_PROXY,
    limits,
  })
  use({ close: () => closeHttp(http, life.graceLeftMs()) }, 'http')

  const running: Service[] = []
  use({ close: () => stopAll(running, process) }, 'services')
  await listen(http, settings, log)
  for (const service of services) {
    if (life.closing.aborted) return
    running.push(service)
    await Promise.race([service.start?.(), life.told])
  }
  started = true
  log.info('started')
  if (!hasClients) return
  life.lingers(settings.LINGER_MS)
  use({ close: () => delay(life.lingerLeftMs()) }, 'clients')
}

/** Without keys everybody is let in: fine on this machine alone; elsewhere somebody must have meant it. */
function admitAnonymous({ HOST, SOUNDMILL_ALLOW_ANONYMOUS }: Settings, log: Logger): void {
  if (isLoopback(HOST)) log.info('no keys are configured: open to everybody on this machine')
  else if (SOUNDMILL_ALLOW_ANONYMOUS) log.warn('no keys are configured: open to everybody who gets here')
  else
    throw new ConfigError([
      `HOST is ${JSON.stringify(HOST)}, which other machines can reach, and no keys are configured: ` +
        'listen on 127.0.0.1, or set SOUNDMILL_ALLOW_ANONYMOUS=true to let everybody in',
    ])
}

async function listen(http: FastifyInstance, { HOST, PORT }: Settings, log: Logger): Promise<void> {
  // Fastify would say it in its own words, a line each address; ours is read by programs.
  const { level } = http.log
  http.log.level = 'silent'
  await http.listen({ host: HOST, port: PORT })
  http.log.level = level
  const address = http.server.address()
  const port = address && typeof address === 'object' ? address.port : PORT
  log.info({ url: `http://${isIPv6(HOST) ? `[${HOST}]` : HOST}:${port}` }, 'listening')
}

/** All at once: they share the grace. */
async function stopAll(services: Service[], { life, settings }: Process): Promise<void> {
  const stops = services.map((service) =>
    life.step(`service ${service.name}`, () => service.stop?.(settings.GRACE_MS)),
  )
  const failures = (await Promise.allSettled(stops)).flatMap((stop) =>
    stop.status === 'rejected' ? [stop.reason] : [],
  )
  if (failures.length > 0) throw new AggregateError(failures, 'services did not stop well')
}
