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
const HOUR_MS = 3_600_000

async function begun(texts: Record<string, string> = {}) {
  const clock = { ms: Date.parse('2030-01-01T00:00:00Z') }
  const world = await openWorld({
    natsUrl: nats.url,
    now: () => new Date(clock.ms),
    limits: { resumableTtlMs: HOUR_MS },
  })
  const tus = speakTus(world.origin)
  return { ...world, ...tus, clock, path: await tus.begin(recording.length, texts) }
}

describe('an upload that expires', () => {
  it('says when, at its creation and in every answer to PATCH', async () => {
    const { create, patch, path } = await begun()
    const answers = [
      await create({ 'upload-length': '1000' }),
      await patch(path, 0, recording.subarray(0, half)),
      await patch(path, 0, recording.subarray(0, half)),
    ]
    for (const { headers } of answers)
      expect(headers.get('upload-expires')).toBe('Tue, 01 Jan 2030 01:00:00 GMT')
  })

  it('goes on until then, and is gone afterwards: 410', async () => {
    const { patch, head, path, clock } = await begun()
    clock.ms += HOUR_MS - 1
    expect((await patch(path, 0, recording.subarray(0, half))).status).toBe(204)
    clock.ms += 1
    const refused = await patch(path, half, recording.subarray(half))
    expect(refused).toMatchObject({ status: 410, body: { code: 'upload_ended' } })
    const { status, headers } = await head(path)
    expect([status, headers.get('upload-offset')]).toEqual([410, null])
  })

  it('does so only as long as it is not done', async () => {
    const { patch, offset, path, clock } = await begun()
    const { headers } = await patch(path, 0, recording)
    expect(headers.get('soundmill-episode')).toBeTruthy()
    clock.ms += 2 * HOUR_MS
    expect(await offset(path)).toBe(recording.length)
  })
})

describe('an upload whose client ends it', () => {
  it('answers 204, leaves no bytes, and is gone afterwards: 410', async () => {
    const { ask, patch, path, filesOnDisk } = await begun()
    await patch(path, 0, recording.subarray(0, half))
    expect((await ask(path, { method: 'DELETE' })).status).toBe(204)
    expect((await filesOnDisk()).sort()).toEqual(['ended.json', 'upload.json'])
    for (const method of ['HEAD', 'GET', 'DELETE']) expect((await ask(path, { method })).status).toBe(410)
    expect((await patch(path, half, recording.subarray(half))).status).toBe(410)
  })

  it('when it is done: its episode stays', async () => {
    const { ask, patch, path, submitted, sources } = await begun()
    await patch(path, 0, recording)
    expect((await ask(path, { method: 'DELETE' })).status).toBe(204)
    expect((await ask(path, { method: 'HEAD' })).status).toBe(410)
    expect([(await submitted()).length, (await sources()).length]).toEqual([1, 1])
  })
})

describe('an upload that is no recording', () => {
  const noise = Buffer.alloc(recording.length, 'no audio ')

  it('is refused with 415 as soon as its first bytes are here, and over: 410, with the reason', async () => {
    const { patch, ask, path, filesOnDisk } = await begun()
    const refused = await patch(path, 0, noise.subarray(0, half))
    expect(refused).toMatchObject({ status: 415, body: { code: 'not_audio' } })
    const later = await ask(path)
    expect(later).toMatchObject({ status: 410, body: { code: 'upload_ended' } })
    expect(later.body.detail).toContain('not those of a recording')
    expect((await filesOnDisk()).sort()).toEqual(['ended.json', 'upload.json'])
  })

  it('is found out however small the pieces are', async () => {
    const { patch, path } = await begun()
    const statuses: number[] = []
    for (let at = 0; at < 70_000; at += 10_000) {
      statuses.push((await patch(path, at, noise.subarray(at, at + 10_000))).status)
    }
    expect(statuses).toEqual([204, 204, 204, 204, 204, 204, 415])
  })

  it('is found out when it is shorter than what is looked at', async () => {
    const { begin, patch } = await begun()
    const path = await begin(100)
    expect((await patch(path, 0, noise.subarray(0, 60))).status).toBe(204)
    expect((await patch(path, 60, noise.subarray(60, 100))).status).toBe(415)
  })

  it('is not what its client promised: 422, and over', async () => {
    const { begin, patch, head, sources, submitted } = await begun()
    const sha256 = createHash('sha256').update('something else').digest('hex')
    const path = await begin(recording.length, { sha256 })
    expect(await patch(path, 0, recording)).toMatchObject({ status: 422, body: { code: 'digest_mismatch' } })
    expect((await head(path)).status).toBe(410)
    expect([await sources(), await submitted()]).toEqual([[], []])
  })

  it('is one when it is what its client promised', async () => {
    const { begin, patch } = await begun()
    const sha256 = createHash('sha256').update(recording).digest('hex').toUpperCase()
    expect((await patch(await begin(recording.length, { sha256 }), 0, recording)).status).toBe(204)
  })
})
