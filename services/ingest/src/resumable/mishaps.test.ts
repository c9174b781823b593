import { createHash } from 'node:crypto'
import { type NatsServer, startNatsServer } from '@soundmill/test-support'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openWire } from '../testing/wire.ts'
import { keysOf } from './keys.ts'
import { beginMoodyUpload, HOUR_MS, half, isSegment, isSource, recording } from './testing/moody-upload.ts'

let nats: NatsServer
beforeAll(async () => {
  nats = await startNatsServer()
})
afterAll(() => nats.stop())

async function* once(bytes: Uint8Array) {
  yield bytes
}

describe('a store whose answer is lost', () => {
  it('never makes the offset go back: bytes that count stay, though their checksum was not confirmed', async () => {
    const { patch, offset, path, mood, submitted } = await beginMoodyUpload(nats.url)
    mood.losesAnswer = (key) => key.includes('/checked/')
    const first = recording.subarray(0, half)
    const sha1 = createHash('sha1').update(first).digest('base64')
    const refused = await patch(path, 0, first, { 'upload-checksum': `sha1 ${sha1}` })
    expect([refused.status, await offset(path)]).toEqual([503, half])
    expect((await patch(path, half, recording.subarray(half))).status).toBe(204)
    expect(await submitted()).toHaveLength(1)
  })
})

describe('an upload that expires while its last bytes arrive', () => {
  it('is finished: they came in time', async () => {
    const { patch, path, mood, clock, submitted } = await beginMoodyUpload(nats.url)
    mood.afterPut = (key) => {
      if (isSegment(key)) clock.ms += HOUR_MS
    }
    expect((await patch(path, 0, recording)).status).toBe(204)
    expect(await submitted()).toHaveLength(1)
  })

  it('is finished by HEAD when the store failed at the end', async () => {
    const { patch, head, path, mood, clock, submitted } = await beginMoodyUpload(nats.url)
    mood.fails = isSource
    expect((await patch(path, 0, recording)).status).toBe(503)
    mood.fails = () => false
    clock.ms += HOUR_MS
    expect((await head(path)).status).toBe(200)
    expect(await submitted()).toHaveLength(1)
  })
})

describe('the end of an upload that takes long', () => {
  it('does not break off because the first one to ask stalls, or has waited as long as a body may take', async () => {
    const limits = { stallMs: 300, maxUploadMs: 500 }
    const { patch, head, origin, path, mood, holdPut } = await beginMoodyUpload(nats.url, limits)
    mood.fails = isSource
    await patch(path, 0, recording)
    mood.fails = () => false
    const held = holdPut(isSource)
    const wire = await openWire(origin)
    const first = [`POST ${path} HTTP/1.1`, 'host: localhost', 'tus-resumable: 1.0.0']
    const lines = [...first, 'x-http-method-override: HEAD', 'content-length: 5', '', '']
    await wire.send(lines.join('\r\n'))
    await held.reached
    const joined = head(path)
    setTimeout(held.open, 1000)
    expect((await joined).status).toBe(200)
  })

  it('breaks off when the process does not wait any longer, and another replica makes up for it', async () => {
    const { patch, path, service, holdPut, mood, openIngest, submitted } = await beginMoodyUpload(nats.url)
    const held = holdPut(isSource)
    const last = patch(path, 0, recording)
    await held.reached
    await service.stop?.(50)
    expect(await last).toMatchObject({ status: 503, body: { code: 'stopping' } })
    mood.beforePut = () => {}
    held.open()
    const { origin } = await openIngest()
    expect(
      (await fetch(`${origin}${path}`, { method: 'HEAD', headers: { 'tus-resumable': '1.0.0' } })).status,
    ).toBe(200)
    expect(await submitted()).toHaveLength(1)
  })
})

describe('an episode', () => {
  it('is made of as many bytes as the upload has: of a store that gives others, none', async () => {
    const { patch, path, mood, store, id, submitted } = await beginMoodyUpload(nats.url)
    const segment = (offset: number, session: string) =>
      store.put(keysOf(id).segment(offset, session), once(recording.subarray(offset, offset + 1000)))
    await segment(0, 'p-first')
    await segment(999, 'p-overlapping')
    mood.ignoresRange = true
    expect(await patch(path, 1999, recording.subarray(1999))).toMatchObject({ status: 503 })
    expect(await submitted()).toEqual([])
  })
})

describe('bytes that come one by one', () => {
  it('are not read again for each: only when there are enough to tell what they are', async () => {
    const { patch, path, counted } = await beginMoodyUpload(nats.url)
    const gets: number[] = []
    for (let at = 0; at < 12; at += 1) {
      const before = counted.gets
      await patch(path, at, recording.subarray(at, at + 1))
      gets.push(counted.gets - before)
    }
    expect(new Set(gets).size).toBe(1)
  })
})
