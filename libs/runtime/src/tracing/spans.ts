import {
  type Attributes,
  propagation,
  ROOT_CONTEXT,
  type Span,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api'

const tracer = trace.getTracer('@soundmill/runtime')

/**
 * Does a part of the work as a span of its own, below the one that is under way. Attributes say what kind of work it
 * is and how much; never whose: no file name, no title, no key. Costs nothing while traces are off.
 */
export function inSpan<T>(name: string, attributes: Attributes, work: () => Promise<T>): Promise<T> {
  return tracer.startActiveSpan(name, { attributes }, async (span) => {
    try {
      return await work()
    } catch (error) {
      markFailed(span, codeOf(error))
      throw error
    } finally {
      span.end()
    }
  })
}

/** Says something more of the span that is under way, if there is one. */
export function describeSpan(attributes: Attributes): void {
  trace.getActiveSpan()?.setAttributes(attributes)
}

/** The span that is under way has failed, with a stable code: nothing else of an error is told. */
export function failSpan(code: string): void {
  const span = trace.getActiveSpan()
  if (span) markFailed(span, code)
}

/** Relates the span that is under way to what another trace, or an earlier part of its own, has said. */
export function linkSpan(traceparent: string | undefined, relation: string): void {
  const other = trace.getSpanContext(propagation.extract(ROOT_CONTEXT, { traceparent }))
  if (other)
    trace.getActiveSpan()?.addLink({ context: other, attributes: { 'soundmill.relation': relation } })
}

function markFailed(span: Span, code: string): void {
  span.setStatus({ code: SpanStatusCode.ERROR })
  span.setAttribute('error.type', code)
}

/** Messages name files; codes and names do not. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown'
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name
}
