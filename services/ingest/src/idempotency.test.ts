import { type NatsServer, startNatsServer, tcpProxy, tone, until } from '@soundmill/test-support'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { form, postForm, postRaw } from './testing/ask.ts'
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

describe('a submit sent again with its key', () => {
  it('is answered as the first time, and nothing is stored or said again', async () => {
    const world = await openWorld({ natsUrl: nats.url })
    const first = await postRaw(world.origin, recording, { headers })
    const before = await world.filesOnDisk()
    const again = await postRaw(world.origin, recording, { headers })

    expect(again).toMatchObject({ status: 201, body: first.body })
    expect(again.headers.get('location')).toBe(first.headers.get('location'))
    expect(again.headers.get('idempotent-replay')).toBe('true')
    expect(await world.filesOnDisk()).toEqual(before)
    expect(await world.submitted()).toHaveLength(1)
  })

  it('is the same when only its lane is named, or when it comes as a form', async () => {
    const world = await openWorld({ natsUrl: nats.url })
    const first = await postRaw(world.origin, recording, { headers, query: '?show=s' })
    const spec = JSON.stringify({ lane: 'normal', show: 's' })
    const again = await postForm(world.origin, form(['spec', spec], ['audio', recording, 'b']), { headers })
    expect(again).toMatchObject({ status: 201, body: first.body })
  })

  it('is another submit in another show', async () => {
    const world = await openWorld({ natsUrl: nats.url })
    const here = await postRaw(world.origin, recording, { headers })
    const there = await postRaw(world.origin, recording, { headers, query: '?show=there' })
    expect(there).toMatchObject({ status: 201 })
    expect(there.body.job).not.toBe(here.body.job)
  })

  it('is refused with other bytes or another spec, and nothing is kept', async () => {
    const world = await openWorld({ natsUrl: nats.url })
    await postRaw(world.origin, recording, { headers })
    const before = await world.filesOnDisk()
    const refused = { status: 422, body: { code: 'idempotency_conflict' } }
    expect(await postRaw(world.origin, other, { headers })).toMatchObject(refused)
    const spec = '{"metadata":{"title":"Another"}}'
    const asked = form(['spec', spec], ['audio', recording, 'a'])
    expect(await postForm(world.origin, asked, { headers })).toMatchObject(refused)
    expect(await world.filesOnDisk()).toEqual(before)
    expect(await world.submitted()).toHaveLength(1)
  })

  it('is checked like the first one: its digest, its size, its bytes', async () => {
    const world = await openWorld({ natsUrl: nats.url, limits: { maxUploadBytes: recording.length } })
    await postRaw(world.origin, recording, { headers })
    const promise = { ...headers, 'repr-digest': `sha-256=:${Buffer.alloc(32).toString('base64')}:` }
    expect(await postRaw(world.origin, recording, { headers: promise })).toMatchObject({ status: 422 })
    const long = Buffer.concat([recording, Buffer.alloc(1)])
    expect(await postRaw(world.origin, long, { headers })).toMatchObject({ status: 413 })
    expect(await postRaw(world.origin, Buffer.from('text'), { headers })).toMatchObject({ status: 415 })
  })
})

describe('without a key', () => {
  it('the same bytes are another episode each time', async () => {
    const world = await openWorld({ natsUrl: nats.url })
    const one = await postRaw(world.origin, recording)
    const two = await postRaw(world.origin, recording)
    expect(two.body.episode).not.toBe(one.body.episode)
    expect(await world.submitted()).toHaveLength(2)
  })
})

describe('a key that is none', () => {
  it.each(['', 'two words', 'k'.repeat(256)])('is refused: %j', async (key) => {
    const { origin } = await openWorld({ natsUrl: nats.url })
    const answer = await postRaw(origin, recording, { headers: { 'idempotency-key': key } })
    expect(answer).toMatchObject({ status: 400, body: { code: 'invalid_idempotency_key' } })
  })
})

describe('twenty twins at once, on two replicas', () => {
  it('become one job with one recording and one entry, and all get the same answer', async () => {
    const world = await openWorld({ natsUrl: nats.url })
    const replica = await world.openIngest()
    const origins = Array.from({ length: 20 }, (_, at) => (at % 2 ? world.origin : replica.origin))
    const answers = await Promise.all(origins.map((origin) => postRaw(origin, recording, { headers })))

    expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(201))
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

describe('an acknowledgement that is lost', () => {
  it('does not make a second event: the answer is 201, read from the log', async () => {
    const proxy = await tcpProxy(nats.url)
    const world = await openWorld({ natsUrl: nats.url, ingestNatsUrl: proxy.url('nats') })
    const long = tone({ seconds: 5 })
    const half = long.subarray(0, long.length / 2)
    const wire = await openWire(world.origin)
    await wire.send(head({ 'content-length': long.length, connection: 'close' }))
    await wire.send(half)
    await until(async () => (await world.filesOnDisk()).length > 0, { what: 'the upload to have begun' })

    proxy.pauseReplies('drop')
    await wire.send(long.subarray(half.length))
    await until(async () => (await world.submitted()).length > 0, { what: 'the event to reach the log' })
    proxy.cut()
    proxy.resumeReplies()
    proxy.mend()

    const { text } = await wire.answer()
    expect(text).toMatch(/^HTTP\/1.1 201 /)
    expect(text).not.toMatch(/idempotent-replay/i)
    expect(await world.submitted()).toHaveLength(1)
    expect(await world.sources()).toHaveLength(1)
  })
})
