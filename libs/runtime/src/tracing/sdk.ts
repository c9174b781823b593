import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { type DiagLogger, DiagLogLevel, diag } from '@opentelemetry/api'
import {
  parseKeyPairsIntoRecord,
  setGlobalErrorHandler,
  W3CTraceContextPropagator,
} from '@opentelemetry/core'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto'
import {
  defaultResource,
  detectResources,
  envDetector,
  resourceFromAttributes,
} from '@opentelemetry/resources'
import { BatchSpanProcessor, NodeTracerProvider } from '@opentelemetry/sdk-trace-node'
import { VERSION } from '../version.ts'
import type { TraceConfig } from './environment.ts'
import { createNotice } from './notice.ts'

/*
 * The only file that knows OpenTelemetry's SDK; everybody else makes spans by its API, which does nothing until
 * this was loaded. Sampler, limits and batches are what the standard variables say. Spans wait in a queue of 2,048
 * (`OTEL_BSP_MAX_QUEUE_SIZE`); what comes when it is full is dropped, so a collector that is away costs no memory.
 */

/** What is left when the process ends may take so long; a collector that is away must not hold a shutdown. */
const FLUSH_MS = 1_500

export type TracingOptions = {
  /** `ingest`; the traces have it as `soundmill-ingest`, unless OTEL_SERVICE_NAME says otherwise. */
  service: string
  config: TraceConfig
  log: { warn(details: object, message: string): void }
}

/** From here on spans are recorded, and delivered every five seconds; `close` delivers the rest. Once a process. */
export function openTracing({ service, config, log }: TracingOptions) {
  const tell = createNotice(log)
  diag.setLogger(diagnostics(tell), DiagLogLevel.WARN)
  setGlobalErrorHandler(tell)
  const { OTEL_EXPORTER_OTLP_HEADERS: headers } = config
  const exporter = new OTLPTraceExporter(
    headers === undefined ? {} : { headers: parseKeyPairsIntoRecord(headers) },
  )
  const provider = new NodeTracerProvider({
    resource: resourceOf(service),
    spanProcessors: [new BatchSpanProcessor(exporter)],
  })
  // Events carry W3C Trace Context, so nothing else will do here, whatever OTEL_PROPAGATORS says.
  provider.register({ propagator: new W3CTraceContextPropagator() })
  return {
    async close(): Promise<void> {
      const inTime = await Promise.race([delivered(provider), sleep(FLUSH_MS, false, { ref: false })])
      if (!inTime) tell('the last ones were given up when the process ended')
    },
  }
}

const delivered = (provider: NodeTracerProvider): Promise<boolean> =>
  provider.shutdown().then(
    () => true,
    () => false,
  )

/** Not the machine's name: whoever wants that among the traces says so by OTEL_RESOURCE_ATTRIBUTES. */
function resourceOf(service: string) {
  const own = resourceFromAttributes({
    'service.name': `soundmill-${service}`,
    'service.version': VERSION,
    'service.instance.id': randomUUID(),
  })
  return defaultResource()
    .merge(own)
    .merge(detectResources({ detectors: [envDetector] }))
}

function diagnostics(tell: (problem: string) => void): DiagLogger {
  const silent = () => {}
  const said = (message: string) => tell(message)
  return { error: said, warn: said, info: silent, debug: silent, verbose: silent }
}
