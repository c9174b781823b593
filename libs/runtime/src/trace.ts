import { randomBytes } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { type Span, trace } from '@opentelemetry/api'
import { beginServerSpan } from './tracing/server-span.ts'

/** Which conversation a request belongs to. */
export type Trace = {
  /** 32 hex digits: in every log line, every problem, and the answer's `x-request-id`. */
  traceId: string
  /** W3C Trace Context, with a span of our own: what an event said for this request carries. */
  traceparent: string
}

const TRACEPARENT = /^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-([0-9a-f]{2})(-|$)/

const traces = new WeakMap<IncomingMessage, Trace>()

/**
 * Takes up the client's trace, or begins one when its header is absent or not well formed. While traces are recorded
 * this is that of the request's own span; while they are not, nobody but logs, answers and events knows of it.
 */
export function traceOf(request: { raw: IncomingMessage } | IncomingMessage): Trace {
  const raw = 'raw' in request ? request.raw : request
  const known = traces.get(raw)
  if (known) return known
  const header = raw.headers.traceparent
  const span = beginServerSpan(raw)
  const begun = span ? traceOfSpan(span) : startTrace(typeof header === 'string' ? header : undefined)
  traces.set(raw, begun)
  return begun
}

/** That of the span which is under way, or a new one. */
export function currentTrace(): Trace {
  const span = trace.getActiveSpan()
  return span ? traceOfSpan(span) : startTrace()
}

/** The id of the trace that a `traceparent` belongs to; undefined when it is none. */
export const traceIdOf = (traceparent: string | undefined): string | undefined =>
  TRACEPARENT.exec(traceparent ?? '')?.[1]

/** A new span in the trace of `parent`, or in a new trace. */
export function startTrace(parent?: string): Trace {
  const [, given, flags = '01'] = TRACEPARENT.exec(parent ?? '') ?? []
  const traceId = given ?? randomBytes(16).toString('hex')
  return { traceId, traceparent: `00-${traceId}-${randomBytes(8).toString('hex')}-${flags}` }
}

function traceOfSpan(span: Span): Trace {
  const { traceId, spanId, traceFlags } = span.spanContext()
  return { traceId, traceparent: `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}` }
}
