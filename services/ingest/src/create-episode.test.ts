import { createHash } from 'node:crypto'
import { buffer } from 'node:stream/consumers'
import { type NatsServer, startNatsServer, tone } from '@soundmill/test-support'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { form, postForm, postRaw } from './testing/ask.ts'
import { openWorld } from './testing/world.ts'

let nats: NatsServer
beforeAll(async () => {
  nats = await startNatsServer()
})
afterAll(() => nats.stop())

const recording = tone({ seconds: 1 })
const sha256 = createHash('sha256').update(recording).digest()
const digest = `sha-256=:${sha256.toString('base64')}:`

describe('a recording sent as the body', () => {
  it('is stored, said and answered 201 with where to look', async () => {
    const { origin, submitted, sources, outbox, blobs } = await openWorld({ natsUrl: nats.url })
    const query = '?show=my-show&preset=podcast&filename=Folge%2012.wav'
    const { status, headers, body } = await postRaw(origin, recording, { query })

    expect(status).toBe(201)
    expect(body).toMatchObject({ announced: true, position: expect.stringMatching(/-1$/) })
    expect(headers.get('location')).toBe(`/v1/episodes/${body.episode}`)
    expect(headers.get('idempotent-replay')).toBeNull()

    const [event, ...others] = await submitted()
    expect(others).toEqual([])
    expect(event).toMatchObject({ show: 'my-show', episode: body.episode, job: body.job, source: 'ingest' })
    expect(event?.data).toMatchObject({ lane: 'normal', principal: 'anonymous' })
    const [source] = event?.data.sources ?? []
    expect(source).toMatchObject({
      bytes: recording.length,
      sha256: sha256.toString('hex'),
      filename: 'Folge 12.wav',
      mediaType: 'audio/wav',
    })
    expect(await sources()).toEqual([source?.blob])
    expect(await buffer(await blobs.get(source?.blob ?? ''))).toEqual(recording)
    expect(await outbox()).toEqual([expect.stringMatching(`^outbox/${body.episode}/${body.job}/`)])
  })

  it('needs neither a name nor a show', async () => {
    const { origin, submitted } = await openWorld({ natsUrl: nats.url })
    expect((await postRaw(origin, recording)).status).toBe(201)
    expect(await submitted()).toMatchObject([
      {
        show: 'default',
        data: {
          sources: [{ filename: 'recording' }],
          spec: {
            preset: 'podcast',
            loudness: { integratedLufs: -16, truePeakDbtp: -1, toleranceLu: 0.5 },
            renditions: [
              { format: 'mp3', bitrateKbps: 128 },
              { format: 'm4a', bitrateKbps: 128 },
              { format: 'opus', bitrateKbps: 96 },
            ],
            waveform: { samplesPerPixel: 256, bits: 8 },
            metadata: {},
          },
        },
      },
    ])
  })

  it('may be of any type but those that are something else', async () => {
    const { origin } = await openWorld({ natsUrl: nats.url })
    for (const type of ['audio/wav', 'text/plain', 'application/octet-stream', 'x/y; a="b"']) {
      expect(await postRaw(origin, recording, { headers: { 'content-type': type } })).toMatchObject({
        status: 201,
      })
    }
    for (const type of ['application/json', 'multipart/mixed; boundary=x']) {
      const refused = await postRaw(origin, recording, { headers: { 'content-type': type } })
      expect(refused).toMatchObject({ status: 415, body: { code: 'unsupported_media_type' } })
    }
    const packed = await postRaw(origin, recording, { headers: { 'content-encoding': 'gzip' } })
    expect(packed).toMatchObject({ status: 415, body: { detail: expect.stringContaining('gzip') } })
  })

  it('carries the trace of its client into the log', async () => {
    const { origin, submitted } = await openWorld({ natsUrl: nats.url })
    const traceparent = `00-${'ab'.repeat(16)}-${'cd'.repeat(8)}-01`
    await postRaw(origin, recording, { headers: { traceparent } })
    expect((await submitted())[0]?.traceparent).toContain('ab'.repeat(16))
  })

  it.each([
    ['?colour=red', 'colour'],
    ['?show=Not%20A%20Slug', 'query/show'],
    ['?show=a&show=b', 'query/show'],
    ['?preset=vinyl', 'unknown preset "vinyl"'],
  ])('is refused with the query %s, which is named', async (query, named) => {
    const { origin, sources } = await openWorld({ natsUrl: nats.url })
    const { status, body } = await postRaw(origin, recording, { query })
    expect(status).toBe(400)
    expect(JSON.stringify(body)).toContain(JSON.stringify(named).slice(1, -1))
    expect(await sources()).toEqual([])
  })
})

describe('a promised digest', () => {
  it('is kept', async () => {
    const { origin } = await openWorld({ natsUrl: nats.url })
    const headers = { 'repr-digest': digest }
    expect(await postRaw(origin, recording, { headers })).toMatchObject({ status: 201 })
    expect(await postForm(origin, form(['audio', recording, 'a']), { headers })).toMatchObject({
      status: 201,
    })
  })

  it('that does not fit the bytes refuses them, and nothing is kept', async () => {
    const { origin, sources, outbox, submitted } = await openWorld({ natsUrl: nats.url })
    const headers = { 'repr-digest': digest }
    const other = Buffer.concat([recording, Buffer.alloc(1)])
    const refused = { status: 422, body: { code: 'digest_mismatch' } }
    expect(await postRaw(origin, other, { headers })).toMatchObject(refused)
    expect(await postForm(origin, form(['audio', other, 'a']), { headers })).toMatchObject(refused)
    expect([...(await sources()), ...(await outbox()), ...(await submitted())]).toEqual([])
  })

  it('that is no digest is refused', async () => {
    const { origin } = await openWorld({ natsUrl: nats.url })
    const answer = await postRaw(origin, recording, { headers: { 'repr-digest': 'sha-256=abc' } })
    expect(answer).toMatchObject({ status: 400, body: { code: 'invalid_request' } })
  })
})

describe('what is not a recording', () => {
  it.each([
    ['text', 'Just some notes about the episode.\n'.repeat(200)],
    ['HTML', '<!doctype html><html><body>404</body></html>'],
    ['an HLS playlist', '#EXTM3U\n#EXT-X-TARGETDURATION:10\nfile:///etc/passwd\n'],
    ['an image', '\u0089PNG\r\n\u001a\n'],
    ['one byte', 'R'],
  ])('%s is refused by its bytes, whatever its name and type say', async (_, text) => {
    const { origin, sources } = await openWorld({ natsUrl: nats.url })
    const bytes = Buffer.from(text, 'latin1')
    const headers = { 'content-type': 'audio/mpeg' }
    const refused = { status: 415, body: { code: 'not_audio' } }
    expect(await postRaw(origin, bytes, { query: '?filename=a.mp3', headers })).toMatchObject(refused)
    expect(await postForm(origin, form(['audio', bytes, 'a.mp3']))).toMatchObject(refused)
    expect(await sources()).toEqual([])
  })

  it('nothing at all is refused as empty', async () => {
    const { origin, sources } = await openWorld({ natsUrl: nats.url })
    const empty = Buffer.alloc(0)
    for (const answer of [
      await postRaw(origin, empty),
      await postForm(origin, form(['audio', empty, 'a.wav'])),
    ]) {
      expect(answer).toMatchObject({ status: 422, body: { code: 'empty_input' } })
    }
    expect(await sources()).toEqual([])
  })
})
