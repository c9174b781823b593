import {
  context,
  propagation,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api'
import type { EpisodeEvent, Subjects } from '@soundmill/events'
import type { Saying } from '../index.ts'

/*
 * Spans by the conventions for messaging, which cost nothing while nobody records them. A subject names a show, an
 * episode and a job, so it is told as a pattern; whose it is stands in attributes of our own.
 */

const tracer = trace.getTracer('@soundmill/event-log')

/**
 * Says an event as `publish <fact>`. What is sent carries the span's own context, so that whoever takes it up is its
 * child; while no spans are recorded it carries what it came with. Said later, by whomever, it stays in its trace.
 */
export function publishing<E extends EpisodeEvent, T>(
  subjects: Subjects,
  event: E,
  say: (event: E) => Promise<T>,
): Promise<T> {
  const attributes = {
    ...aboutMessage(subjects, event),
    'messaging.operation.name': 'publish',
    'messaging.operation.type': 'send',
  }
  const options = { kind: SpanKind.PRODUCER, attributes }
  return tracer.startActiveSpan(`publish ${event.fact}`, options, parentOf(event), (span) =>
    toItsEnd(span, () => say({ ...event, ...carried() })),
  )
}

/** Whether what was said stands, or something that was there before. */
export function noteSaying(saying: Saying): Saying {
  trace.getActiveSpan()?.setAttribute('soundmill.saying', saying.outcome)
  return saying
}

/** Works on a job as `process job`, a child of whoever said its `submitted`; in a trace of its own when that is unknown. */
export function processing<T>(
  subjects: Subjects,
  event: About,
  consumer: string,
  handle: () => Promise<T>,
): Promise<T> {
  const attributes = {
    ...aboutMessage(subjects, event),
    'messaging.operation.name': 'process',
    'messaging.operation.type': 'process',
    'messaging.consumer.group.name': consumer,
  }
  const options = { kind: SpanKind.CONSUMER, attributes }
  const parent = propagation.extract(ROOT_CONTEXT, event)
  return tracer.startActiveSpan('process job', options, parent, (span) => toItsEnd(span, handle))
}

/** Of an event that nobody can read its address is known. */
type About = Pick<EpisodeEvent, 'fact' | 'episode'> & {
  id?: string
  job?: string
  traceparent?: string | undefined
}

function aboutMessage(subjects: Subjects, event: About) {
  return {
    'messaging.system': 'nats',
    'messaging.destination.name': subjects.stream,
    'messaging.destination.template': subjects.pattern(event.fact),
    ...(event.id !== undefined && { 'messaging.message.id': event.id }),
    'soundmill.episode': event.episode,
    ...(event.job !== undefined && { 'soundmill.job': event.job }),
  }
}

/** What is under way when that is of the event's own trace, otherwise what the event came with. */
function parentOf(event: EpisodeEvent) {
  const own = propagation.extract(ROOT_CONTEXT, event)
  const ownTrace = trace.getSpanContext(own)?.traceId
  const active = context.active()
  return ownTrace === undefined || trace.getSpanContext(active)?.traceId === ownTrace ? active : own
}

/** The context of the span under way, as events have it; nothing while no spans are recorded. */
function carried(): { traceparent?: string } {
  const carrier: { traceparent?: string; tracestate?: string } = {}
  propagation.inject(context.active(), carrier)
  return carrier.traceparent === undefined ? {} : { traceparent: carrier.traceparent }
}

async function toItsEnd<T>(span: Span, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    span.setStatus({ code: SpanStatusCode.ERROR })
    span.setAttribute('error.type', codeOf(error))
    throw error
  } finally {
    span.end()
  }
}

/** Of what was the cause, where that has a code: `TryAgainError` says only that it is tried again. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown'
  if ('code' in error && typeof error.code === 'string') return error.code
  return error.cause instanceof Error ? codeOf(error.cause) : error.name
}
