import { type NatsServer, startNatsServer, tone, until } from '@soundmill/test-support'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { post } from './testing/ask.ts'
import { expectNoTrace } from './testing/expect-no-trace.ts'
import { chunk, formStart, head, openWire } from './testing/wire.ts'
import { openWorld } from './testing/world.ts'

let nats: NatsServer
beforeAll(async () => {
  nats = await startNatsServer()
})
afterAll(() => nats.stop())

const recording = tone({ seconds: 5 })
const half = recording.subarray(0, recording.length / 2)
const MULTIPART = { 'content-type': 'multipart/form-data; boundary=b' }

describe('a client that leaves in the middle', () => {
  it.each([
    ['of its body', head({ 'content-length': recording.length }), half],
    ['of a chunk', head({ 'transfer-encoding': 'chunked' }), chunk(recording).subarray(0, half.length)],
    ['between chunks', head({ 'transfer-encoding': 'chunked' }), chunk(half)],
    ['of a form', head({ ...MULTIPART, 'content-length': 900_000 }), Buffer.concat([formStart('b'), half])],
    ['of the first part', head({ ...MULTIPART, 'content-length': 900_000 }), Buffer.from('--b\r\nContent-')],
  ])('%s leaves nothing behind', async (_, start, bytes) => {
    const world = await openWorld({ natsUrl: nats.url })
    const wire = await openWire(world.origin)
    await wire.send(start)
    await wire.send(bytes)
    await until(async () => (await world.filesOnDisk()).length > 0 || bytes.length < 100, {
      what: 'the upload to have begun',
    })
    wire.leave()
    await expectNoTrace(world)
  })

  it('only after its last byte has submitted, whether it hears the answer or not', async () => {
    const world = await openWorld({ natsUrl: nats.url })
    const wire = await openWire(world.origin)
    await wire.send(head({ 'content-length': recording.length }))
    await wire.send(recording)
    await until(async () => (await world.outbox()).length > 0, { what: 'the body to be here' })
    wire.leave()
    await until(async () => (await world.submitted()).length > 0, { what: 'the event' })
  })

  it('saying that no more will come is told what is missing', async () => {
    const world = await openWorld({ natsUrl: nats.url })
    const wire = await openWire(world.origin)
    await wire.send(head({ 'content-length': recording.length }))
    await wire.send(half)
    wire.half()
    const { text } = await wire.answer()
    expect(text).toMatch(/^(HTTP\/1.1 400 |$)/)
    await expectNoTrace(world)
  })
})

describe('a body longer than it says', () => {
  it('is refused and not kept, as far as it was the recording either', async () => {
    const world = await openWorld({ natsUrl: nats.url })
    const wire = await openWire(world.origin)
    await wire.send(Buffer.concat([Buffer.from(head({ 'content-length': half.length })), recording]))
    expect((await wire.answer()).text).toMatch(/^HTTP\/1.1 400 /)
    await expectNoTrace(world)
  })
})

describe('a form without its end', () => {
  it.each([
    ['in the recording', Buffer.concat([formStart('b'), recording])],
    ['after the recording', Buffer.concat([formStart('b'), recording, Buffer.from('\r\n--b')])],
    ['at the next part', Buffer.concat([formStart('b'), recording, Buffer.from('\r\n--b\r\nContent-Dis')])],
    ['in the spec', Buffer.from('--b\r\nContent-Disposition: form-data; name="spec"\r\n\r\n{"show":"a"')],
    ['in the first header', Buffer.from('--b\r\nContent-Disposition: form')],
  ])('%s is refused, and nothing is kept of it', async (_, body) => {
    const world = await openWorld({ natsUrl: nats.url })
    const answer = await post(`${world.origin}/v1/episodes`, { body, headers: MULTIPART })
    expect(answer.status).toBe(400)
    expect(['truncated_upload', 'malformed_multipart', 'invalid_spec']).toContain(answer.body.code)
    await expectNoTrace(world)
  })

  it('in the recording is called truncated', async () => {
    const world = await openWorld({ natsUrl: nats.url })
    const body = Buffer.concat([formStart('b'), recording])
    const answer = await post(`${world.origin}/v1/episodes`, { body, headers: MULTIPART })
    expect(answer.body.code).toBe('truncated_upload')
  })
})
