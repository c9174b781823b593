import { createHash } from 'node:crypto'
import { type NatsServer, startNatsServer, tone } from '@soundmill/test-support'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openWorld } from '../testing/world.ts'
import { speakTus } from './testing/tus.ts'

let nats: NatsServer
beforeAll(async () => {
  nats = await startNatsServer()
})
afterAll(() => nats.stop())

const recording = tone({ seconds: 2 })
const half = recording.length / 2
const checksum = (algorithm: string, bytes: Uint8Array) => ({
  'upload-checksum': `${algorithm} ${createHash(algorithm).update(bytes).digest('base64')}`,
})

async function begun() {
  const world = await openWorld({ natsUrl: nats.url })
  const tus = speakTus(world.origin)
  return { ...world, ...tus, path: await tus.begin(recording.length) }
}

describe('bytes with a checksum', () => {
  it.each(['sha1', 'sha256', 'md5'])('count when they have it (%s)', async (algorithm) => {
    const { patch, offset, path, submitted } = await begun()
    const [first, second] = [recording.subarray(0, half), recording.subarray(half)]
    expect((await patch(path, 0, first, checksum(algorithm, first))).status).toBe(204)
    expect(await offset(path)).toBe(half)
    expect((await patch(path, half, second, checksum(algorithm, second))).status).toBe(204)
    const [event] = await submitted()
    expect(event?.data.sources[0]?.sha256).toBe(createHash('sha256').update(recording).digest('hex'))
  })

  it('that do not have it are thrown away: 460, and the offset stays', async () => {
    const { patch, offset, path, filesOnDisk } = await begun()
    const first = recording.subarray(0, half)
    const harmed = Buffer.from(first).fill(0, 100, 200)
    const refused = await patch(path, 0, harmed, checksum('sha1', first))
    expect(refused).toMatchObject({ status: 460, body: { code: 'checksum_mismatch' } })
    expect([await offset(path), await filesOnDisk()]).toEqual([0, ['upload.json']])
    expect((await patch(path, 0, first, checksum('sha1', first))).status).toBe(204)
  })

  it('may not look like audio because they were harmed: the upload goes on', async () => {
    const { patch, path } = await begun()
    const refused = await patch(path, 0, Buffer.alloc(half, 7), checksum('sha256', recording))
    expect(refused.status).toBe(460)
    expect((await patch(path, 0, recording)).status).toBe(204)
  })

  it('and no audio in them end the upload', async () => {
    const { patch, head, path } = await begun()
    const noise = Buffer.alloc(half, 'no audio ')
    expect(await patch(path, 0, noise, checksum('sha1', noise))).toMatchObject({ status: 415 })
    expect((await head(path)).status).toBe(410)
  })

  it.each(['crc32 AAAAAA==', 'SHA1 AAAA', 'sha1', 'sha1 AAAA', 'sha1 ?'])(
    'that nobody can check (%s) are refused with 400, and none is kept',
    async (header) => {
      const { patch, offset, path } = await begun()
      const refused = await patch(path, 0, recording, { 'upload-checksum': header })
      expect(refused).toMatchObject({ status: 400, body: { code: 'invalid_request' } })
      expect(await offset(path)).toBe(0)
    },
  )

  it('are checked at the creation too', async () => {
    const { create, offset } = await begun()
    const headers = { 'upload-length': String(recording.length), ...checksum('sha1', recording) }
    const refused = await create(headers, recording.subarray(0, half))
    expect([refused.status, await offset(refused.headers.get('location') ?? '')]).toEqual([460, 0])
    expect((await create(headers, recording)).status).toBe(201)
  })
})
