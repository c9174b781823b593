import { blobsOf } from '@soundmill/events'
import { type NatsServer, startNatsServer, tone, until } from '@soundmill/test-support'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { head, openWire } from './testing/wire.ts'
import { openWorld, type World } from './testing/world.ts'

let nats: NatsServer
beforeAll(async () => {
  nats = await startNatsServer()
})
afterAll(() => nats.stop())

const CRLF = '\r\n'
const recording = tone({ seconds: 0.02 })

/** A form as it should be. */
const wellFormed = Buffer.concat([
  Buffer.from(`--b${CRLF}Content-Disposition: form-data; name="spec"${CRLF}`),
  Buffer.from(`Content-Type: application/json${CRLF}${CRLF}{"show":"s","metadata":{"title":"t"}}${CRLF}`),
  Buffer.from(`--b${CRLF}Content-Disposition: form-data; name="cover"; filename="c.jpg"${CRLF}${CRLF}`),
  Buffer.from('\xff\xd8\xff\xe0 a picture', 'latin1'),
  Buffer.from(
    `${CRLF}--b${CRLF}Content-Disposition: form-data; name="chapters"${CRLF}${CRLF}0:00 One${CRLF}`,
  ),
  Buffer.from(`--b${CRLF}Content-Disposition: form-data; name="audio"; filename="a.wav"${CRLF}`),
  Buffer.from(`Content-Type: audio/wav${CRLF}${CRLF}`),
  recording,
  Buffer.from(`${CRLF}--b--${CRLF}`),
])

/** Headers end here; most of what can confuse a parser is before this. */
const HEADERS_END = wellFormed.indexOf(recording)

const place = fc.oneof(fc.nat(HEADERS_END), fc.nat(wellFormed.length), fc.constant(wellFormed.length - 6))
const piece = fc.oneof(
  fc.uint8Array({ maxLength: 20 }),
  fc.constantFrom(
    '--b',
    '--b--',
    '\r\n',
    '\r\n\r\n',
    '\r\n--b\r\n',
    '\n',
    '\0',
    ';',
    '"',
    'filename',
    ': ',
    '\r\n--b--\r\n',
  ),
  fc.constantFrom(
    'name="__proto__"',
    'name="constructor"',
    'name=spec',
    'name',
    'Content-Transfer-Encoding: base64\r\n',
  ),
)

type Change = { at: number; remove: number; insert: string | Uint8Array }
const change: fc.Arbitrary<Change> = fc.record({
  at: place,
  remove: fc.oneof(fc.constant(0), fc.nat(40), fc.nat(2_000)),
  insert: piece,
})

const changed = (bytes: Buffer, { at, remove, insert }: Change) =>
  Buffer.concat([bytes.subarray(0, at), Buffer.from(insert), bytes.subarray(at + remove)])

const boundary = fc.oneof(
  fc.constant('boundary=b'),
  fc.constantFrom(
    '',
    'boundary=',
    'boundary=""',
    'boundary=c',
    `boundary=${'x'.repeat(400)}`,
    'boundary=b; boundary=c',
    'Boundary="b"',
  ),
)

async function status(world: World, type: string, body: Buffer, cuts: number[]): Promise<number> {
  const wire = await openWire(world.origin)
  await wire.send(head({ 'content-type': type, 'content-length': body.length, connection: 'close' }))
  for (let from = 0, turn = 0; from < body.length; turn++) {
    const to = from + 1 + (cuts[turn % cuts.length] ?? body.length)
    await wire.send(body.subarray(from, to))
    from = to
  }
  const { text } = await until(() => wire.answer(), { what: 'an answer', timeoutMs: 10_000 })
  return Number(/^HTTP\/1.1 (\d{3}) /.exec(text)?.[1])
}

describe('a form that was mangled on its way', () => {
  it('is taken or refused as the client’s mistake, at once, and leaves nothing of what was refused', async () => {
    const world = await openWorld({ natsUrl: nats.url })
    const cuts = fc.array(fc.oneof(fc.nat(5), fc.nat(3_000)), { minLength: 1, maxLength: 5 })
    let taken = 0
    const changes = fc.array(change, { minLength: 0, maxLength: 3 })
    await fc.assert(
      fc.asyncProperty(boundary, changes, cuts, async (parameter, mutations, pieces) => {
        const body = mutations.reduce(changed, wellFormed)
        const answer = await status(world, `multipart/form-data; ${parameter}`, body, [...pieces, 5_000])
        expect([201, 400, 415, 422]).toContain(answer)
        if (answer === 201) taken += 1
      }),
      { numRuns: 400 },
    )
    expect(taken).toBeGreaterThan(10)
    const submitted = await world.submitted()
    expect(submitted).toHaveLength(taken)
    const named = submitted.flatMap(blobsOf).sort()
    expect(await world.sources()).toEqual(named)
    expect(await world.filesOnDisk()).toHaveLength(taken + named.length)
  })
})
