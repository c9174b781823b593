import { randomBytes } from 'node:crypto'
import { type CollectedSpan, type TraceCollector, until } from '@soundmill/test-support'
import { type Accepted, newKey, submit } from './client.ts'
import type { Recording } from './recording.ts'
import type { FaultWorld } from './world.ts'

/** A client's own span, whose trace everything that comes of its request belongs to. */
export type ClientSpan = { traceId: string; spanId: string; traceparent: string }

function clientSpan(): ClientSpan {
  const [traceId, spanId] = [randomBytes(16).toString('hex'), randomBytes(8).toString('hex')]
  return { traceId, spanId, traceparent: `00-${traceId}-${spanId}-01` }
}

export type TracedJob = { job: Accepted; client: ClientSpan }

/** A request of a client that traces. */
export async function submitTraced(world: FaultWorld, recording: Recording): Promise<TracedJob> {
  const client = clientSpan()
  const { accepted, body } = await submit(world, {
    recording,
    key: newKey(),
    traceparent: client.traceparent,
  })
  if (!accepted) throw new Error(`refused: ${JSON.stringify(body)}`)
  return { job: accepted, client }
}

/** The spans of one trace, once so many attempts at its job have come to their end. */
export async function traceOf(collector: TraceCollector, { traceId }: ClientSpan, attempts = 1) {
  const ours = () => collector.spans.filter((span) => span.traceId === traceId)
  // The span of an attempt ends after everything that is below it, and is delivered with it or later.
  await until(() => ours().filter(({ name }) => name === 'process job').length >= attempts, {
    what: `${attempts} attempts in the trace ${traceId}`,
    timeoutMs: 60_000,
  })
  // Ingest delivers by a clock of its own.
  await until(() => ours().some(({ kind }) => kind === 'server'), { what: 'the span of the request' })
  return createTrace(ours())
}

export type Trace = ReturnType<typeof createTrace>

function createTrace(spans: CollectedSpan[]) {
  const parentOf = (span: CollectedSpan) => spans.find(({ spanId }) => spanId === span.parentSpanId)
  return {
    spans,
    named: (name: string) => spans.filter((span) => span.name === name),
    the(name: string): CollectedSpan {
      const [found, ...others] = spans.filter((span) => span.name === name)
      if (found && others.length === 0) return found
      throw new Error(`${others.length + (found ? 1 : 0)} of ${name} in ${spans.map((span) => span.name)}`)
    },
    /** The names from the first span of ours to this one. */
    path(span: CollectedSpan): string[] {
      const parent = parentOf(span)
      return parent ? [...this.path(parent), span.name] : [span.name]
    },
  }
}
