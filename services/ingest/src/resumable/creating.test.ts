import { type NatsServer, startNatsServer, tone } from '@soundmill/test-support'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openWorld } from '../testing/world.ts'
import { metadata, speakTus } from './testing/tus.ts'

let nats: NatsServer
beforeAll(async () => {
  nats = await startNatsServer()
})
afterAll(() => nats.stop())

const recording = tone({ seconds: 2 })
const LENGTH = { 'upload-length': String(recording.length) }

async function open(limits = {}) {
  const world = await openWorld({ natsUrl: nats.url, limits })
  return { ...world, ...speakTus(world.origin) }
}

describe('creation', () => {
  it('answers 201 with where the upload is', async () => {
    const { create, head } = await open()
    const { status, headers } = await create(LENGTH)
    expect([status, headers.get('location')]).toEqual([
      201,
      expect.stringMatching(/^\/v1\/uploads\/[0-9a-f-]{36}$/),
    ])
    expect((await head(headers.get('location') ?? '')).status).toBe(200)
  })

  it('keeps what is said of the file, and tells it again as it came', async () => {
    const { begin, patch, head, submitted } = await open()
    const texts = {
      filename: 'Gespräch 日本語/..\\ – "Käse".wav',
      filetype: 'audio/wav',
      show: 'my-show',
      preset: 'podcast',
      spec: JSON.stringify({ metadata: { title: 'Ein Titel' } }),
    }
    const path = await begin(recording.length, texts)
    expect((await head(path)).headers.get('upload-metadata')).toBe(metadata(texts))
    await patch(path, 0, recording)
    const [event] = await submitted()
    expect(event).toMatchObject({ show: 'my-show', data: { spec: { metadata: { title: 'Ein Titel' } } } })
    expect(event?.data.sources[0]?.filename).toBe('– "Käse".wav')
  })

  it.each([
    ['without a length', {}, 400, 'invalid_request'],
    ['with two lengths', { ...LENGTH, 'upload-defer-length': '1' }, 400, 'invalid_request'],
    ['with a length that is none', { 'upload-length': '-5' }, 400, 'invalid_request'],
    ['deferring by anything but 1', { 'upload-defer-length': '2' }, 400, 'invalid_request'],
    ['of nothing', { 'upload-length': '0' }, 422, 'empty_input'],
    ['of a part of a file', { ...LENGTH, 'upload-concat': 'partial' }, 400, 'invalid_request'],
    [
      'with metadata that are no base64',
      { ...LENGTH, 'upload-metadata': 'filename ä' },
      400,
      'invalid_request',
    ],
    ['saying a thing twice', { ...LENGTH, 'upload-metadata': 'a YQ==,a YQ==' }, 400, 'invalid_request'],
    [
      'with a name that is no UTF-8',
      { ...LENGTH, 'upload-metadata': 'filename /w==' },
      400,
      'invalid_request',
    ],
    ['for no show', { ...LENGTH, 'upload-metadata': metadata({ show: 'A b' }) }, 400, 'invalid_spec'],
    [
      'with a hash that is none',
      { ...LENGTH, 'upload-metadata': metadata({ sha256: 'x' }) },
      400,
      'invalid_spec',
    ],
    [
      'with a spec that is no JSON',
      { ...LENGTH, 'upload-metadata': metadata({ spec: '{' }) },
      400,
      'invalid_spec',
    ],
    [
      'with an unknown wish',
      { ...LENGTH, 'upload-metadata': metadata({ spec: '{"x":1}' }) },
      400,
      'invalid_spec',
    ],
  ])('%s is refused, and nothing begun', async (_, headers, status, code) => {
    const { create, filesOnDisk } = await open()
    expect(await create(headers)).toMatchObject({ status, body: { code } })
    expect(await filesOnDisk()).toEqual([])
  })

  it('names what is wrong with a spec', async () => {
    const { create } = await open()
    const spec = JSON.stringify({ show: 'a', renditions: [{ format: 'xm' }] })
    const { body } = await create({ ...LENGTH, 'upload-metadata': metadata({ spec }) })
    expect(body.errors?.map(({ path }) => path)).toEqual(['spec/renditions/0/format'])
    const twice = metadata({ show: 'b', spec: JSON.stringify({ show: 'a' }) })
    const { body: told } = await create({ ...LENGTH, 'upload-metadata': twice })
    expect(told.errors?.map(({ path }) => path)).toEqual(['metadata/show'])
  })

  it('of more than is taken here is refused with 413', async () => {
    const { create, patch } = await open({ maxUploadBytes: 1000 })
    expect(await create({ 'upload-length': '1001' })).toMatchObject({
      status: 413,
      body: { code: 'too_large' },
    })
    const { headers } = await create({ 'upload-defer-length': '1' })
    const refused = await patch(headers.get('location') ?? '', 0, recording.subarray(0, 1001))
    expect(refused.status).toBe(413)
  })
})

describe('creation with an Idempotency-Key', () => {
  const KEY = { ...LENGTH, 'idempotency-key': 'k1' }

  it('again gives the same upload, as far as it is', async () => {
    const { create, patch, offset, submitted } = await open()
    const path = (await create(KEY)).headers.get('location') ?? ''
    await patch(path, 0, recording.subarray(0, 1000))
    const again = await create(KEY, recording.subarray(0, 500))
    expect([again.status, again.headers.get('location')]).toEqual([201, path])
    expect([again.headers.get('upload-offset'), await offset(path)]).toEqual(['1000', 1000])
    await patch(path, 1000, recording.subarray(1000))
    expect((await create(KEY)).headers.get('location')).toBe(path)
    expect(await submitted()).toHaveLength(1)
  })

  it.each([
    ['another length', { ...KEY, 'upload-length': '7' }],
    ['other metadata', { ...KEY, 'upload-metadata': metadata({ filename: 'b.wav' }) }],
  ])('for %s is a conflict', async (_, headers) => {
    const { create } = await open()
    await create(KEY)
    expect(await create(headers)).toMatchObject({ status: 422, body: { code: 'idempotency_conflict' } })
  })

  it('means another upload with another key, and an upload apart from the episodes of that key', async () => {
    const { create } = await open()
    const paths = [await create(KEY), await create({ ...KEY, 'idempotency-key': 'k2' }), await create(LENGTH)]
    expect(new Set(paths.map(({ headers }) => headers.get('location'))).size).toBe(3)
  })
})

describe('creation with upload', () => {
  it('takes the first bytes, and tells the offset', async () => {
    const { create, offset } = await open()
    const { status, headers } = await create(LENGTH, recording.subarray(0, 1000))
    expect([status, headers.get('upload-offset')]).toEqual([201, '1000'])
    expect(await offset(headers.get('location') ?? '')).toBe(1000)
  })

  it('of everything makes the episode at once', async () => {
    const { create, submitted } = await open()
    const { status, headers } = await create(LENGTH, recording)
    const [event] = await submitted()
    expect([status, headers.get('upload-offset')]).toEqual([201, String(recording.length)])
    expect(headers.get('soundmill-episode')).toBe(event?.episode)
    expect(headers.get('content-location')).toBe(`/v1/episodes/${event?.episode}`)
  })

  it('refuses a body of another type with 415', async () => {
    const { create, filesOnDisk } = await open()
    const refused = await create({ ...LENGTH, 'content-type': 'audio/wav' }, recording)
    expect([refused.status, await filesOnDisk()]).toEqual([415, []])
  })
})
