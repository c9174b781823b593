import { type NatsServer, startNatsServer, tone, until } from '@soundmill/test-support'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { postRaw } from './testing/ask.ts'
import { head, openWire } from './testing/wire.ts'
import { openWorld } from './testing/world.ts'

let nats: NatsServer
beforeAll(async () => {
  nats = await startNatsServer()
})
afterAll(() => nats.stop())

const recording = tone({ seconds: 1 })
const other = tone({ seconds: 1, seed: 2 })
const headers = { 'idempotency-key': 'upload-1' }

describe('fifty twins at once, on two replicas', () => {
  it('become one job with one recording and one entry, and all get the same answer', async () => {
    const world = await openWorld({ natsUrl: nats.url })
    const replica = await world.openIngest()
    const origins = Array.from({ length: 50 }, (_, at) => (at % 2 ? world.origin : replica.origin))
    const answers = await Promise.all(origins.map((origin) => postRaw(origin, recording, { headers })))

    expect(answers.map(({ status }) => status)).toEqual(Array(50).fill(201))
    const { episode, job, position } = answers[0]?.body ?? {}
    for (const { body } of answers) expect(body).toMatchObject({ episode, job, position })
    expect(answers.filter((answer) => answer.headers.get('idempotent-replay') === null)).toHaveLength(1)

    const [event, ...others] = await world.submitted()
    expect(others).toEqual([])
    expect(await world.sources()).toEqual([event?.data.sources[0]?.blob])
    expect(await world.outbox()).toHaveLength(1)
  })

  it('that differ become one job of one of them; the others are refused, and nothing is kept of them', async () => {
    const world = await openWorld({ natsUrl: nats.url })
    const bodies = Array.from({ length: 10 }, (_, at) => (at % 2 ? recording : other))
    const answers = await Promise.all(bodies.map((bytes) => postRaw(world.origin, bytes, { headers })))

    const [event, ...others] = await world.submitted()
    expect(others).toEqual([])
    const isRecording = event?.data.sources[0]?.bytes === recording.length
    expect(isRecording).toBe(true)
    expect(answers.map(({ status }) => status).sort()).toEqual([...Array(5).fill(201), ...Array(5).fill(422)])
    expect(await world.sources()).toEqual([event?.data.sources[0]?.blob])
    expect(await world.outbox()).toHaveLength(1)
  })
})

describe('of two twins', () => {
  // Long enough to be written to disk while it arrives.
  const long = tone({ seconds: 5 })
  const half = long.length / 2

  it('one breaks off, and the other is the only recording', async () => {
    const world = await openWorld({ natsUrl: nats.url })
    const wire = await openWire(world.origin)
    await wire.send(head({ 'content-length': long.length, ...headers }))
    await wire.send(long.subarray(0, half))
    await until(async () => (await world.filesOnDisk()).length > 0, { what: 'the upload to have begun' })
    const answer = await postRaw(world.origin, long, { headers })
    wire.leave()
    expect(answer).toMatchObject({ status: 201 })
    await until(async () => (await world.filesOnDisk()).length === 2, { what: 'the half to be gone' })
    expect(await world.sources()).toHaveLength(1)
  })

  it('one is still arriving when the other is done, and gets the same answer', async () => {
    const world = await openWorld({ natsUrl: nats.url })
    const wire = await openWire(world.origin)
    await wire.send(head({ 'content-length': long.length, connection: 'close', ...headers }))
    await wire.send(long.subarray(0, half))
    await until(async () => (await world.filesOnDisk()).length > 0, { what: 'the upload to have begun' })
    const { body } = await postRaw(world.origin, long, { headers })
    const kept = await world.sources()
    await wire.send(long.subarray(half))
    const { text } = await wire.answer()
    expect(text).toMatch(/^HTTP\/1.1 201 [\s\S]*idempotent-replay: true/)
    expect(text).toContain(`"job":"${body.job}"`)
    expect(await world.sources()).toEqual(kept)
    expect(await world.outbox()).toHaveLength(1)
    expect(await world.submitted()).toHaveLength(1)
  })
})
