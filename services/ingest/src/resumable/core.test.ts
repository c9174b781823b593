import { type NatsServer, startNatsServer, tone } from '@soundmill/test-support'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { OCTETS } from '../http/uploads-headers.ts'
import { openWorld } from '../testing/world.ts'
import { speakTus } from './testing/tus.ts'

let nats: NatsServer
beforeAll(async () => {
  nats = await startNatsServer()
})
afterAll(() => nats.stop())

const recording = tone({ seconds: 2 })
const half = recording.length / 2

async function begun() {
  const world = await openWorld({ natsUrl: nats.url })
  const tus = speakTus(world.origin)
  return { ...world, ...tus, path: await tus.begin(recording.length) }
}

describe('the core protocol', () => {
  it('tells the offset of a new upload, which is 0, and its length', async () => {
    const { head, path } = await begun()
    const { status, headers } = await head(path)
    expect([status, headers.get('upload-offset')]).toEqual([200, '0'])
    expect(headers.get('upload-length')).toBe(String(recording.length))
  })

  it('takes bytes at the offset, and tells the new one: the old one and what came', async () => {
    const { patch, offset, path } = await begun()
    const { status, headers } = await patch(path, 0, recording.subarray(0, half))
    expect([status, headers.get('upload-offset')]).toEqual([204, String(half)])
    expect(await offset(path)).toBe(half)
  })

  it('makes one episode of all of them, and still tells the offset', async () => {
    const { patch, head, path, submitted } = await begun()
    await patch(path, 0, recording.subarray(0, half))
    const { status, headers } = await patch(path, half, recording.subarray(half))
    expect([status, headers.get('upload-offset')]).toEqual([204, String(recording.length)])
    const [event, ...others] = await submitted()
    expect(others).toEqual([])
    expect(event?.data.sources).toMatchObject([{ bytes: recording.length, mediaType: 'audio/wav' }])
    const later = await head(path)
    expect(later.headers.get('upload-offset')).toBe(String(recording.length))
    expect(later.headers.get('soundmill-episode')).toBe(event?.episode)
  })

  it.each([0, half - 1, half + 1])('refuses bytes at another offset, %d, with 409', async (offset) => {
    const { patch, offset: told, path } = await begun()
    await patch(path, 0, recording.subarray(0, half))
    const refused = await patch(path, offset, recording.subarray(offset, offset + 100))
    expect(refused).toMatchObject({ status: 409, body: { code: 'offset_conflict' } })
    expect(await told(path)).toBe(half)
  })

  it.each(['-1', '1.5', 'x', '', '99999999999999999999'])('refuses the offset %j with 400', async (text) => {
    const { ask, path } = await begun()
    const headers = { 'content-type': OCTETS, 'upload-offset': text }
    const refused = await ask(path, { method: 'PATCH', headers, body: recording })
    expect(refused).toMatchObject({ status: 400, body: { code: 'invalid_request' } })
  })

  it('refuses bytes of another content type with 415', async () => {
    const { ask, offset, path } = await begun()
    const headers = { 'content-type': 'audio/wav', 'upload-offset': '0' }
    const refused = await ask(path, { method: 'PATCH', headers, body: recording })
    expect(refused).toMatchObject({ status: 415, body: { code: 'unsupported_media_type' } })
    expect(await offset(path)).toBe(0)
  })

  it('refuses more bytes than the upload has left, and keeps none of them', async () => {
    const { patch, offset, path, submitted } = await begun()
    const refused = await patch(path, 0, Buffer.concat([recording, recording]))
    expect(refused).toMatchObject({ status: 413, body: { code: 'too_large' } })
    expect([await offset(path), await submitted()]).toEqual([0, []])
  })

  it('forbids to cache what HEAD tells', async () => {
    const { head, path } = await begun()
    expect((await head(path)).headers.get('cache-control')).toBe('no-store')
  })

  it.each(['HEAD', 'PATCH', 'DELETE', 'GET'])(
    'knows no other upload: %s answers 404, without an offset',
    async (method) => {
      const { ask } = await begun()
      for (const id of ['00000000-0000-4000-8000-000000000000', 'x', '%2e%2e', 'A'.repeat(90)]) {
        const headers = { 'content-type': OCTETS, 'upload-offset': '0' }
        const answer = await ask(`/v1/uploads/${id}`, { method, headers })
        expect([answer.status, answer.headers.get('upload-offset')]).toEqual([404, null])
      }
    },
  )
})

describe('the version of the protocol', () => {
  it('is in every answer, refusals too', async () => {
    const { ask, head, patch, create, path } = await begun()
    const answers = [
      await head(path),
      await patch(path, 7, recording),
      await patch(path, 0, recording),
      await create({ 'upload-length': 'x' }),
      await ask(`${path.slice(0, -1)}x`, { method: 'HEAD' }),
      await ask(path, { method: 'PUT' }),
      await ask(path, { method: 'OPTIONS' }),
      await ask(path, { method: 'DELETE' }),
    ]
    expect(answers.map(({ status }) => status)).toEqual([200, 409, 204, 400, 404, 405, 204, 204])
    expect(new Set(answers.map(({ headers }) => headers.get('tus-resumable')))).toEqual(new Set(['1.0.0']))
  })

  it.each(['0.2.2', '', '1.0.1'])(
    'is checked: %j is refused with 412, and nothing is done',
    async (version) => {
      const { ask, offset, path, blobs } = await begun()
      const headers = {
        'tus-resumable': version,
        'content-type': OCTETS,
        'upload-offset': '0',
        'upload-length': '9',
      }
      for (const [method, at] of [
        ['HEAD', path],
        ['PATCH', path],
        ['DELETE', path],
        ['POST', '/v1/uploads'],
      ] as const) {
        const refused = await ask(at, { method, headers })
        expect([refused.status, refused.headers.get('tus-version')]).toEqual([412, '1.0.0'])
      }
      expect(await offset(path)).toBe(0)
      const kept: string[] = []
      for await (const { key } of blobs.list('uploads/')) kept.push(key)
      expect(kept).toEqual([`uploads/${path.split('/').at(-1)}/upload.json`])
    },
  )

  it('is told by OPTIONS with everything else, whatever version is asked for', async () => {
    const { ask, path } = await begun()
    for (const at of ['/v1/uploads', path]) {
      const { status, headers } = await ask(at, { method: 'OPTIONS', headers: { 'tus-resumable': '9' } })
      expect(status).toBe(204)
      expect(headers.get('tus-version')).toBe('1.0.0')
      expect(headers.get('tus-max-size')).toBe(String(8 * 1024 ** 3))
      expect(headers.get('tus-checksum-algorithm')).toBe('sha256,sha1,md5')
      expect(headers.get('tus-extension')).toBe(
        'creation,creation-with-upload,creation-defer-length,checksum,expiration,termination',
      )
    }
  })
})

describe('a client that cannot say PATCH', () => {
  it('says POST and means PATCH, HEAD or DELETE', async () => {
    const { ask, path } = await begun()
    const as = (method: string, more: Record<string, string> = {}, body?: Uint8Array) =>
      ask(path, {
        method: 'POST',
        headers: { 'x-http-method-override': method, ...more },
        ...(body && { body }),
      })
    const octets = { 'content-type': OCTETS, 'upload-offset': '0' }
    expect((await as('PATCH', octets, recording.subarray(0, 100))).status).toBe(204)
    expect((await as('HEAD')).headers.get('upload-offset')).toBe('100')
    expect((await as('DELETE')).status).toBe(204)
    expect((await as('HEAD')).status).toBe(410)
  })

  it('is told which methods there are when it means another', async () => {
    const { ask, path } = await begun()
    const refused = await ask(path, { method: 'HEAD', headers: { 'x-http-method-override': 'POST' } })
    expect([refused.status, refused.headers.get('allow')]).toEqual([405, 'HEAD, GET, PATCH, DELETE, OPTIONS'])
  })
})
