import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { afterTest } from './after-test.ts'
import { type CollectedSpan, readTraces } from './otlp.ts'
import { until } from './until.ts'

export type TraceCollector = {
  /** For OTEL_EXPORTER_OTLP_ENDPOINT. */
  url: string
  /** Every span that has arrived. */
  spans: CollectedSpan[]
  /** The headers of every delivery. */
  deliveries: Array<Record<string, unknown>>
  /** Waits for the first span that is one. */
  arrived(isOne: (span: CollectedSpan) => boolean, what: string): Promise<CollectedSpan>
  close(): Promise<void>
}

/**
 * A collector that takes OTLP over HTTP as Jaeger, Tempo and OpenTelemetry's own do, and keeps what it gets. Closed
 * at the end of the test that opens it.
 */
export async function traceCollector(): Promise<TraceCollector> {
  const spans: CollectedSpan[] = []
  const deliveries: TraceCollector['deliveries'] = []
  const server = createServer(async (request, response) => {
    const body = await buffer(request)
    const isTraces = request.method === 'POST' && request.url === '/v1/traces'
    if (!isTraces || request.headers['content-type'] !== 'application/x-protobuf') {
      response.writeHead(404).end()
      return
    }
    deliveries.push(request.headers)
    spans.push(...readTraces(body))
    response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const close = async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
  afterTest(close)
  return {
    url: `http://127.0.0.1:${portOf(server.address())}`,
    spans,
    deliveries,
    arrived: (isOne, what) => until(() => spans.find(isOne), { what, timeoutMs: 30_000 }),
    close,
  }
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') throw new Error('it listens on a port')
  return address.port
}
