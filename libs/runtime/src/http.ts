import Fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  type FastifySchemaCompiler,
  LogController,
} from 'fastify'
import { serializerCompiler } from 'fastify-type-provider-zod'
import type { z } from 'zod'
import { createSocketRefusal } from './client-error.ts'
import { issuesOf } from './issues.ts'
import { limitBodies } from './limit-bodies.ts'
import { type Logger, silentLog } from './log.ts'
import { answered } from './log-request.ts'
import { createMetrics, measurePhase, measureRequests, type Registry } from './metrics.ts'
import type { Phase } from './phase.ts'
import { addProbes, PROBES } from './probes.ts'
import { HttpProblem } from './problem.ts'
import { addRefusals, refuse } from './refusals.ts'
import type { Service } from './service.ts'
import { traceOf } from './trace.ts'
import { addServerSpans } from './tracing/server-span.ts'

export type HttpOptions = {
  log?: Logger
  metrics?: Registry
  /** Where the process is; a test that composes services by hand is always serving. */
  phase?: () => Phase
  /** Addresses and networks whose X-Forwarded-* headers are believed. */
  trustProxy?: string | undefined
  limits?: RequestLimits | undefined
}

/** What a request may cost before a route has seen it; see `RuntimeEnv`. */
export type RequestLimits = { maxHeaderBytes: number; timeoutMs: number }

const DEFAULTS: RequestLimits = { maxHeaderBytes: 16 * 1024, timeoutMs: 30_000 }

/** Of a time limit: how often connections are looked at, so that it is kept to within a sixth. */
const LOOKS = 6

/**
 * One HTTP server for whichever services share this process: their routes, the probes, one way to refuse,
 * one way to trace. Not listening yet: `inject` and `listen` both work on it.
 */
export async function createHttp(services: Service[], options: HttpOptions = {}): Promise<FastifyInstance> {
  const { metrics = createMetrics(), phase = () => 'serving', limits = DEFAULTS } = options
  const log: FastifyBaseLogger = (options.log ?? silentLog()).child({})
  const app = Fastify({
    loggerInstance: log,
    logController: new QuietLog({ requestIdLogLabel: 'traceId' }),
    genReqId: (raw) => traceOf(raw).traceId,
    trustProxy: options.trustProxy ?? false,
    // Uploads take hours; ingest guards them by a least throughput instead.
    requestTimeout: 0,
    // Longer than the 60 s after which usual proxies drop an idle connection, so that they do it, not we.
    keepAliveTimeout: 75_000,
    http: {
      maxHeaderSize: limits.maxHeaderBytes,
      headersTimeout: limits.timeoutMs,
      connectionsCheckingInterval: Math.ceil(limits.timeoutMs / LOOKS),
    },
    // Refused below, as a problem.
    return503OnClosing: false,
    frameworkErrors: refuse,
    clientErrorHandler: createSocketRefusal(limits.maxHeaderBytes),
  })
  app.setValidatorCompiler(validatorCompiler)
  app.setSerializerCompiler(serializerCompiler)
  addServerSpans(app)
  addRefusals(app)
  addGate(app, phase)
  limitBodies(app, limits.timeoutMs)
  measureRequests(app, metrics)
  measurePhase(metrics, phase)
  addProbes(app, services, metrics, phase)
  for (const { routes } of services) if (routes) await app.register(routes)
  return app
}

/** Names every request, lets none in before the process serves or after it began to stop. */
function addGate(app: FastifyInstance, phase: () => Phase): void {
  app.addHook('onRequest', async (request, reply) => {
    reply.headers({ 'x-request-id': request.id, 'x-content-type-options': 'nosniff' })
    const now = phase()
    if (now === 'serving' || now === 'leaving' || PROBES.has(request.routeOptions.url ?? '')) return
    throw new HttpProblem(503, now, `the process is ${now}; try again`, { headers: { 'retry-after': '1' } })
  })
  app.addHook('onSend', async (_request, reply) => {
    // Otherwise a client that keeps its connection would hold the process, and send it requests when none are taken.
    if (phase() === 'leaving' || phase() === 'stopping') reply.header('connection', 'close')
  })
}

const PARTS: Record<string, string> = { querystring: 'query', params: 'path', headers: 'header' }

const validatorCompiler: FastifySchemaCompiler<z.ZodType> = ({ schema, httpPart = 'body' }) => {
  const part = PARTS[httpPart] ?? httpPart
  return (value) => {
    const result = schema.safeParse(value)
    if (result.success) return { value: result.data }
    const errors = issuesOf(result.error, part)
    const detail = errors.map(({ path, message }) => `${path}: ${message}`).join('; ')
    return { error: new HttpProblem(400, 'invalid_request', detail, { errors }) }
  }
}

/** One line a request, when it is over; none for probes. */
class QuietLog extends LogController {
  override incomingRequest(): void {}
  override requestCompleted(
    err: Error | null | undefined,
    request: FastifyRequest,
    reply: FastifyReply,
  ): void {
    if (this.isLogDisabled(request)) return
    if (err) request.log.error({ ...answered(request, reply), err }, 'request errored')
    else request.log.info(answered(request, reply), 'request completed')
  }
  override isLogDisabled(request: { url: string }): boolean {
    return PROBES.has(request.url)
  }
}

/** How long answers that are nearly through may still take when the grace is used up already. */
const LAST_WORDS_MS = 500

/** Lets the requests in hand finish; connections that are still open after `patienceMs` are cut. */
export async function closeHttp(app: FastifyInstance, patienceMs: number): Promise<void> {
  // A connection whose answer began before the stop was not told to close, and becomes idle afterwards.
  const idle = setInterval(() => app.server.closeIdleConnections(), 100)
  const cut = setTimeout(() => app.server.closeAllConnections(), Math.max(LAST_WORDS_MS, patienceMs))
  try {
    await app.close()
  } finally {
    clearInterval(idle)
    clearTimeout(cut)
  }
}
