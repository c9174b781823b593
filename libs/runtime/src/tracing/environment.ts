import { z } from 'zod'

const address = z.url({ protocol: /^https?$/, error: 'expected an http:// or https:// address' })

/** gRPC and JSON would be two more libraries; every collector takes this one, which is OpenTelemetry's own default. */
const protocol = z.literal('http/protobuf', { error: 'only http/protobuf is spoken here' })

/**
 * What switches traces on, and where they go. The other standard variables (`OTEL_SERVICE_NAME`, `OTEL_TRACES_SAMPLER`,
 * `OTEL_RESOURCE_ATTRIBUTES`, `OTEL_BSP_…`) are read by OpenTelemetry itself.
 */
export const TraceEnv = {
  OTEL_EXPORTER_OTLP_ENDPOINT: address
    .optional()
    .describe(
      'an OpenTelemetry collector, `http://collector:4318`: traces go to `/v1/traces` there; no traces without',
    ),
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: address
    .optional()
    .describe('the same as a whole address, for traces only: `http://collector:4318/v1/traces`'),
  OTEL_EXPORTER_OTLP_HEADERS: z
    .string()
    .optional()
    .describe('what a collector wants to be told besides, such as a key: `name=value`, comma between them'),
  OTEL_EXPORTER_OTLP_PROTOCOL: protocol
    .optional()
    .describe('how the collector is spoken to: `http/protobuf`'),
  OTEL_TRACES_EXPORTER: z.enum(['otlp', 'none']).default('otlp').describe('`none` switches traces off'),
  OTEL_SDK_DISABLED: z.stringbool().default(false).describe('`true` switches traces off'),
}

export type TraceConfig = z.output<z.ZodObject<typeof TraceEnv>>

/** Whether anybody wants traces. */
export function wantsTraces(config: TraceConfig): boolean {
  const { OTEL_EXPORTER_OTLP_ENDPOINT: all, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: ours } = config
  const isOff = config.OTEL_SDK_DISABLED || config.OTEL_TRACES_EXPORTER === 'none'
  return !isOff && (all ?? ours) !== undefined
}
