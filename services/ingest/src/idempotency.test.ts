import { type NatsServer, startNatsServer, tone } from '@soundmill/test-support'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { form, post, postForm, postRaw } from './testing/ask.ts'
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

  it('is the same whatever its file is called, and however its spec is laid out', async () => {
    const world = await openWorld({ natsUrl: nats.url })
    const submit = (spec: string, filename: string) =>
      postForm(world.origin, form(['spec', spec], ['audio', recording, filename]), { headers })
    const first = await submit('{"preset":"podcast","metadata":{"title":"A","genre":"B"}}', 'a.wav')
    const again = await submit('{ "metadata": {"genre": "B", "title": "A"}, "preset": "podcast" }', 'b.wav')
    expect(again).toMatchObject({ status: 201, body: first.body })
    expect(await world.submitted()).toMatchObject([{ data: { sources: [{ filename: 'a.wav' }] } }])
  })

  it('is another when it names what is the default anyway: what counts is what was sent', async () => {
    const world = await openWorld({ natsUrl: nats.url })
    await postRaw(world.origin, recording, { headers })
    const named = await postRaw(world.origin, recording, { headers, query: '?preset=podcast' })
    expect(named).toMatchObject({ status: 422, body: { code: 'idempotency_conflict' } })
  })

  it('is the first when the first was refused: a mistake does not use up the key', async () => {
    const world = await openWorld({ natsUrl: nats.url })
    const promise = { ...headers, 'repr-digest': `sha-256=:${Buffer.alloc(32).toString('base64')}:` }
    expect(await postRaw(world.origin, recording, { headers: promise })).toMatchObject({ status: 422 })
    expect(await postRaw(world.origin, Buffer.from('text'), { headers })).toMatchObject({ status: 415 })
    const asked = form(['spec', '{"colour":"red"}'], ['audio', recording, 'a'])
    expect(await postForm(world.origin, asked, { headers })).toMatchObject({ status: 400 })
    const first = await postRaw(world.origin, other, { headers })
    expect(first).toMatchObject({ status: 201, body: { announced: true } })
    expect(first.headers.get('idempotent-replay')).toBeNull()
    expect(await world.sources()).toHaveLength(1)
  })

  it('is answered with the job as it was named, also when that was canceled meanwhile', async () => {
    const world = await openWorld({ natsUrl: nats.url })
    const first = await postRaw(world.origin, recording, { headers })
    await post(`${world.origin}/v1/episodes/${first.body.episode}/jobs/${first.body.job}/cancel`, { headers })
    const again = await postRaw(world.origin, recording, { headers })
    expect(again).toMatchObject({ status: 201, body: first.body })
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

const versionOf = (id = '') => Number(id[14])

describe('without a key', () => {
  it('the same bytes are another episode each time', async () => {
    const world = await openWorld({ natsUrl: nats.url })
    const one = await postRaw(world.origin, recording)
    const two = await postRaw(world.origin, recording)
    expect(two.body.episode).not.toBe(one.body.episode)
    for (const { body } of [one, two]) expect([body.episode, body.job].map(versionOf)).toEqual([7, 7])
    expect(await world.submitted()).toHaveLength(2)
  })
})
