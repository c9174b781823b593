/*
 * The little of OTLP's protobuf that a test has to read: opentelemetry/proto/trace/v1/trace.proto, by its field
 * numbers. Written here so that what is tested is what a collector gets, and not one library by its twin.
 */

export type SpanKind = 'internal' | 'server' | 'client' | 'producer' | 'consumer'
export type AttributeValue = string | number | boolean

/** A span as it arrived; ids in hex, `parentSpanId` empty for the first of a trace. */
export type CollectedSpan = {
  /** The `service.name` of its resource. */
  service: string
  traceId: string
  spanId: string
  parentSpanId: string
  name: string
  kind: SpanKind
  seconds: number
  attributes: Record<string, AttributeValue>
  links: Array<{ traceId: string; spanId: string; attributes: Record<string, AttributeValue> }>
  isError: boolean
}

const KINDS: readonly SpanKind[] = ['internal', 'internal', 'server', 'client', 'producer', 'consumer']

/** The fields of one message, each by its number: numbers are varints or of eight bytes, the rest is bytes. */
type Message = { numbers: Map<number, bigint>; parts: Map<number, Buffer[]> }

/** What is in an ExportTraceServiceRequest. */
export function readTraces(request: Buffer): CollectedSpan[] {
  return partsOf(read(request), 1).flatMap((resourceSpans) => {
    const { 0: resource } = partsOf(resourceSpans, 1)
    const service = String(resource ? attributesOf(resource, 1)['service.name'] : '')
    return partsOf(resourceSpans, 2)
      .flatMap((scope) => partsOf(scope, 2))
      .map((span) => spanOf(span, service))
  })
}

function spanOf(span: Message, service: string): CollectedSpan {
  const [status] = partsOf(span, 15)
  return {
    service,
    traceId: hex(span, 1),
    spanId: hex(span, 2),
    parentSpanId: hex(span, 4),
    name: bytes(span, 5).toString(),
    kind: KINDS[Number(span.numbers.get(6))] ?? 'internal',
    seconds: Number((span.numbers.get(8) ?? 0n) - (span.numbers.get(7) ?? 0n)) / 1e9,
    attributes: attributesOf(span, 9),
    links: partsOf(span, 13).map((link) => ({
      traceId: hex(link, 1),
      spanId: hex(link, 2),
      attributes: attributesOf(link, 4),
    })),
    isError: status?.numbers.get(3) === 2n,
  }
}

function attributesOf(message: Message, field: number): Record<string, AttributeValue> {
  return Object.fromEntries(
    partsOf(message, field).map((pair) => [bytes(pair, 1).toString(), anyValue(partsOf(pair, 2)[0])]),
  )
}

/** An AnyValue; what is neither a number nor a truth is told as text. */
function anyValue(value: Message | undefined): AttributeValue {
  const truth = value?.numbers.get(2)
  if (truth !== undefined) return truth === 1n
  const whole = value?.numbers.get(3)
  if (whole !== undefined) return Number(BigInt.asIntN(64, whole))
  const double = value?.numbers.get(4)
  if (double !== undefined) return new Float64Array(new BigUint64Array([double]).buffer)[0] ?? Number.NaN
  return value ? bytes(value, 1).toString() : ''
}

const bytes = (message: Message, field: number) => message.parts.get(field)?.[0] ?? Buffer.alloc(0)
const hex = (message: Message, field: number) => bytes(message, field).toString('hex')
const partsOf = (message: Message, field: number) => (message.parts.get(field) ?? []).map(read)

function read(buffer: Buffer): Message {
  const message: Message = { numbers: new Map(), parts: new Map() }
  let at = 0
  const varint = () => {
    let value = 0n
    for (let shift = 0n; ; shift += 7n) {
      const byte = buffer.readUInt8(at++)
      value |= BigInt(byte & 0x7f) << shift
      if (byte < 0x80) return value
    }
  }
  const take = (length: number) => {
    const taken = buffer.subarray(at, at + length)
    at += length
    return taken
  }
  while (at < buffer.length) {
    const tag = Number(varint())
    const [field, wire] = [tag >>> 3, tag & 7]
    if (wire === 0) message.numbers.set(field, varint())
    else if (wire === 1) message.numbers.set(field, take(8).readBigUInt64LE())
    else if (wire === 2)
      message.parts.set(field, [...(message.parts.get(field) ?? []), take(Number(varint()))])
    else if (wire === 5) message.numbers.set(field, BigInt(take(4).readUInt32LE()))
    else throw new Error(`no wire type ${wire} in protobuf of today`)
  }
  return message
}
