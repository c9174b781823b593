import { createHash } from 'node:crypto'
import { buffer } from 'node:stream/consumers'
import { type NatsServer, startNatsServer, tone } from '@soundmill/test-support'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { form, postForm } from './testing/ask.ts'
import { openWorld } from './testing/world.ts'

let nats: NatsServer
beforeAll(async () => {
  nats = await startNatsServer()
})
afterAll(() => nats.stop())

const recording = tone({ seconds: 1 })
const png = Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), Buffer.alloc(100_000, 7)])
const jpeg = Buffer.concat([Buffer.from('\xff\xd8\xff\xe0', 'latin1'), Buffer.alloc(10)])
const webp = Buffer.from('RIFF\x10\0\0\0WEBPVP8 ....', 'latin1')
const audio: [string, Uint8Array, string] = ['audio', recording, 'a.wav']
const hex = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

describe('a cover in a form', () => {
  it('is stored beside the recording and named by the event, and what it is was looked at', async () => {
    const world = await openWorld({ natsUrl: nats.url })
    const spec: [string, string] = ['spec', '{"show":"my-show"}']
    const { status } = await postForm(world.origin, form(spec, ['cover', png, 'C:\\Käse.gif'], audio))
    expect(status).toBe(201)
    const [event] = await world.submitted()
    const cover = event?.data.cover
    expect(event?.show).toBe('my-show')
    expect(cover).toMatchObject({ bytes: png.length, sha256: hex(png), filename: 'Käse.gif' })
    expect(cover?.mediaType).toBe('image/png')
    expect(cover?.blob).toMatch(new RegExp(`^source/${event?.episode}/[0-9a-f-]{36}/cover$`))
    expect(await buffer(await world.blobs.get(cover?.blob ?? ''))).toEqual(png)
  })

  it.each([
    ['image/jpeg', jpeg],
    ['image/webp', webp],
  ])('may be %s', async (mediaType, bytes) => {
    const { origin, submitted } = await openWorld({ natsUrl: nats.url })
    expect((await postForm(origin, form(['cover', bytes, 'c'], audio))).status).toBe(201)
    expect(await submitted()).toMatchObject([{ data: { cover: { mediaType } } }])
  })

  it('is none when a browser sends the field with no file chosen, before or after the recording', async () => {
    const { origin, submitted, sources } = await openWorld({ natsUrl: nats.url })
    const nothing: [string, Uint8Array, string] = ['cover', Buffer.alloc(0), '']
    expect((await postForm(origin, form(nothing, ['chapters', ''], audio))).status).toBe(201)
    const [event] = await submitted()
    expect(event?.data).not.toHaveProperty('cover')
    expect((await postForm(origin, form(audio, nothing, ['chapters', '']))).status).toBe(201)
    expect(await sources()).toHaveLength(2)
  })

  it.each([
    ['a GIF', Buffer.from('GIF89a......')],
    ['a recording', Buffer.from(recording)],
    ['nothing at all', Buffer.alloc(0)],
  ])('is refused when it is %s', async (_, bytes) => {
    const { origin, filesOnDisk } = await openWorld({ natsUrl: nats.url })
    const answer = await postForm(origin, form(['cover', bytes, 'cover.png'], audio))
    expect(answer).toMatchObject({ status: 415, body: { code: 'unsupported_media_type' } })
    expect(answer.body.detail).toContain('JPEG, PNG or WebP')
    expect(await filesOnDisk()).toEqual([])
  })

  it('is refused when it is too large, and told how large it may be', async () => {
    const world = await openWorld({ natsUrl: nats.url, limits: { maxCoverBytes: png.length } })
    expect((await postForm(world.origin, form(['cover', png, 'c'], audio))).status).toBe(201)
    const larger = Buffer.concat([png, Buffer.from('x')])
    const before = await world.sources()
    const answer = await postForm(world.origin, form(['cover', larger, 'c'], audio))
    expect(answer).toMatchObject({ status: 413, body: { code: 'too_large' } })
    expect(answer.body.detail).toContain(`a cover may have at most ${png.length} bytes`)
    expect(await world.sources()).toEqual(before)
  })

  it.each([
    ['behind the recording', form(audio, ['cover', png, 'c']), '"cover" must come before "audio"'],
    ['before the spec', form(['cover', png, 'c'], ['spec', '{}'], audio), '"spec" must come first'],
    ['there twice', form(['cover', png, 'c'], ['cover', png, 'c'], audio), 'two parts "cover"'],
    ['all there is', form(['cover', png, 'c']), 'no part "audio"'],
  ])('is refused when it is %s, and nothing is left of it', async (_, body, named) => {
    const { origin, filesOnDisk } = await openWorld({ natsUrl: nats.url })
    const answer = await postForm(origin, body)
    expect(answer).toMatchObject({ status: 400, body: { code: 'malformed_multipart' } })
    expect(answer.body.detail).toContain(named)
    expect(await filesOnDisk()).toEqual([])
  })

  it('goes when its recording is refused', async () => {
    const { origin, filesOnDisk } = await openWorld({ natsUrl: nats.url })
    const text = form(['cover', png, 'c'], ['audio', Buffer.from('hello'), 'a.wav'])
    expect((await postForm(origin, text)).status).toBe(415)
    expect(await filesOnDisk()).toEqual([])
  })

  it('is part of what a key was used for, and of a repeated submit nothing is kept', async () => {
    const { origin, sources } = await openWorld({ natsUrl: nats.url })
    const headers = { 'idempotency-key': 'one' }
    const submit = (cover: Buffer) => postForm(origin, form(['cover', cover, 'c'], audio), { headers })
    expect((await submit(png)).status).toBe(201)
    const kept = await sources()
    expect(kept).toHaveLength(2)
    const again = await submit(png)
    expect([again.status, again.headers.get('idempotent-replay')]).toEqual([201, 'true'])
    expect(await submit(jpeg)).toMatchObject({ status: 422, body: { code: 'idempotency_conflict' } })
    expect(await sources()).toEqual(kept)
  })

  it('of the loser of two goes with the rest of what it brought', async () => {
    const { origin, sources, submitted } = await openWorld({ natsUrl: nats.url })
    const headers = { 'idempotency-key': 'two' }
    const submit = () => postForm(origin, form(['cover', png, 'c'], audio), { headers })
    const answers = await Promise.all([submit(), submit(), submit()])
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201])
    const [first] = await submitted()
    expect(await sources()).toEqual([first?.data.sources[0]?.blob, first?.data.cover?.blob].sort())
  })
})
