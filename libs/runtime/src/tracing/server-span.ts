import type { IncomingMessage } from 'node:http'
import {
  context,
  isSpanContextValid,
  propagation,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { PROBES } from '../probes.ts'

const tracer = trace.getTracer('@soundmill/runtime')

const spans = new WeakMap<IncomingMessage, Span>()

/**
 * The span of a request, below its client's; undefined while traces are off, and for probes, of which there are
 * too many. The path is not told: it may name files.
 */
export function beginServerSpan(raw: IncomingMessage): Span | undefined {
  if (PROBES.has(raw.url?.split('?', 1)[0] ?? '')) return undefined
  const method = raw.method ?? 'unknown'
  const attributes = { 'http.request.method': method, 'network.protocol.version': raw.httpVersion }
  const parent = propagation.extract(ROOT_CONTEXT, raw.headers)
  const span = tracer.startSpan(method, { kind: SpanKind.SERVER, attributes }, parent)
  if (!isSpanContextValid(span.spanContext())) return undefined
  spans.set(raw, span)
  return span
}

/** Handlers run within the span of their request; it ends with the answer, or when the client has gone. */
export function addServerSpans(app: FastifyInstance): void {
  app.addHook('onRequest', (request, reply, done) => {
    const span = spans.get(request.raw)
    if (!span) return done()
    const { method, routeOptions, protocol } = request
    span.setAttribute('url.scheme', protocol)
    if (routeOptions.url !== undefined) {
      span.updateName(`${method} ${routeOptions.url}`)
      span.setAttribute('http.route', routeOptions.url)
    }
    reply.raw.once('close', () => end(span, reply.raw))
    return context.with(trace.setSpan(ROOT_CONTEXT, span), done)
  })
}

/** A refusal that is not our fault is no failure of ours, by the conventions; its code is told all the same. */
export function refuseSpan(raw: IncomingMessage, code: string): void {
  spans.get(raw)?.setAttribute('error.type', code)
}

function end(span: Span, { headersSent, statusCode }: FastifyReply['raw']): void {
  if (headersSent) span.setAttribute('http.response.status_code', statusCode)
  if (headersSent && statusCode >= 500) span.setStatus({ code: SpanStatusCode.ERROR })
  span.end()
}
