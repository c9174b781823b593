export { freePort } from '@soundmill/event-log/nats-server'
export { bundled } from './bundled.ts'
export { type Authority, createAuthority, type KeyPair } from './certificates.ts'
export { S3_IMAGE } from './containers.ts'
export { parseS3Url, type Started } from './find-servers.ts'
export {
  type AnsweredRequest,
  type Fault,
  type HttpFault,
  type HttpFaultProxy,
  httpFaultProxy,
  type IsOne,
  type ProxiedRequest,
} from './http-fault-proxy.ts'
export { type ExposedMetric, metricValue, readMetrics, type Sample } from './metrics.ts'
export { startMongoContainer } from './mongo-container.ts'
export type { NatsConfig } from './nats-child.ts'
export { type NatsServer, startNatsServer } from './nats-server.ts'
export type { CollectedSpan } from './otlp.ts'
export { type Scratch, scratch } from './scratch.ts'
export type { S3Address } from './servers.ts'
export { type ReplyFault, type TcpProxy, tcpProxy } from './tcp-proxy.ts'
export { type TlsProxy, tlsProxy } from './tls-proxy.ts'
export { type ToneOptions, tone, toneChunks, writeTone } from './tone.ts'
export { type TraceCollector, traceCollector } from './trace-collector.ts'
export { uniqueNamespace } from './unique-namespace.ts'
export { type UntilOptions, until } from './until.ts'
export { type WavFormat, wavHeader } from './wav-header.ts'
