import { type NatsServer, startNatsServer, tone, until } from '@soundmill/test-support'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { OCTETS } from '../http/uploads-headers.ts'
import { chunk, openWire } from '../testing/wire.ts'
import { openWorld, type WorldOptions } from '../testing/world.ts'
import { speakTus } from './testing/tus.ts'

let nats: NatsServer
beforeAll(async () => {
  nats = await startNatsServer()
})
afterAll(() => nats.stop())

/** More than two segments. */
const recording = tone({ seconds: 180 })
const MIB = 1024 * 1024

async function begun(limits: WorldOptions['limits'] = {}) {
  const world = await openWorld({ natsUrl: nats.url, limits })
  const tus = speakTus(world.origin)
  const path = await tus.begin(recording.length)

  /** Begins a PATCH at `offset` whose body the test writes itself. */
  async function openPatch(offset: number, headers: Record<string, string | number>) {
    const wire = await openWire(world.origin)
    const all = {
      host: 'x',
      'tus-resumable': '1.0.0',
      'content-type': OCTETS,
      'upload-offset': offset,
      ...headers,
    }
    const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`)
    await wire.send([`PATCH ${path} HTTP/1.1`, ...lines, '', ''].join('\r\n'))
    return wire
  }
  const segments = async () => {
    const found: Array<[offset: number, bytes: number]> = []
    for await (const { key, bytes } of world.blobs.list('uploads/')) {
      const [, offset] = /\/at\/(\d+)\./.exec(key) ?? []
      if (offset) found.push([Number(offset), bytes])
    }
    return found.sort(([a], [b]) => a - b)
  }
  async function settled(least: number): Promise<number> {
    await until(async () => (await tus.offset(path)) >= least, { what: `${least} bytes` })
    return tus.offset(path)
  }
  return { ...world, ...tus, path, openPatch, segments, settled }
}

describe('a client that leaves in the middle', () => {
  it('finds what arrived stored, to the last segment, and goes on from there', async () => {
    const { path, openPatch, segments, settled, patch, submitted } = await begun()
    const wire = await openPatch(0, { 'content-length': recording.length })
    await wire.send(recording.subarray(0, 10 * MIB))
    await until(async () => (await segments()).length > 0, { what: 'the first segment' })
    wire.leave()
    const offset = await settled(9 * MIB)
    expect((await segments()).length).toBeGreaterThanOrEqual(2)
    expect((await patch(path, offset, recording.subarray(offset))).status).toBe(204)
    const [event] = await submitted()
    expect(event?.data.sources).toMatchObject([{ bytes: recording.length }])
  })

  it('may do so again and again, after every few bytes', async () => {
    const { openPatch, settled } = await begun()
    let offset = 0
    for (const bytes of [3_000, 100_000, 1, 70_000]) {
      const wire = await openPatch(offset, { 'content-length': recording.length - offset })
      await wire.send(recording.subarray(offset, offset + bytes))
      wire.half()
      offset = await settled(offset + bytes)
    }
    expect(offset).toBe(173_001)
  })

  it('of bytes with a checksum finds none of them', async () => {
    const { openPatch, offset, path, filesOnDisk } = await begun()
    const headers = {
      'content-length': 9 * MIB,
      'upload-checksum': `sha1 ${Buffer.alloc(20).toString('base64')}`,
    }
    const wire = await openPatch(0, headers)
    await wire.send(recording.subarray(0, 8 * MIB + 5))
    await until(async () => (await filesOnDisk()).length > 1, { what: 'something stored' })
    wire.leave()
    await until(async () => (await filesOnDisk()).length === 1, { what: 'it to be gone' })
    expect(await offset(path)).toBe(0)
  })
})

describe('a client that stalls', () => {
  it('is told so, and finds what arrived stored', async () => {
    const { openPatch, settled } = await begun({ stallMs: 300, minBytesPerSecond: 1000 })
    const wire = await openPatch(0, { 'content-length': recording.length })
    await wire.send(recording.subarray(0, 100_000))
    await until(() => wire.heard().includes('upload_stalled'), { what: 'the refusal' })
    expect(wire.heard()).toMatch(/^HTTP\/1.1 408 /)
    expect(await settled(100_000)).toBe(100_000)
  })
})

describe('a body of unknown length', () => {
  it('is taken as it comes', async () => {
    const { openPatch, settled } = await begun()
    const wire = await openPatch(0, { 'transfer-encoding': 'chunked' })
    await wire.send(Buffer.concat([chunk(recording.subarray(0, 200_000)), Buffer.from('0\r\n\r\n')]))
    await until(() => wire.heard().includes('HTTP/1.1 204'), { what: 'the answer' })
    expect(await settled(200_000)).toBe(200_000)
  })

  it('that goes on beyond the end of the upload makes no episode', async () => {
    const { openPatch, offset, path, submitted } = await begun()
    const wire = await openPatch(0, { 'transfer-encoding': 'chunked' })
    await wire.send(chunk(recording))
    await wire.send(chunk(recording.subarray(0, 1)))
    await until(() => wire.heard().includes('"too_large"'), { what: 'the refusal' })
    expect(wire.heard()).toMatch(/^HTTP\/1.1 413 /)
    expect(await offset(path)).toBeLessThan(recording.length)
    expect(await submitted()).toEqual([])
  })
})

describe('a service that stops', () => {
  it('keeps what arrived, says so, and lets another replica go on', async () => {
    const { service, openPatch, path, openIngest, filesOnDisk } = await begun()
    const wire = await openPatch(0, { 'content-length': recording.length })
    await wire.send(recording.subarray(0, 9 * MIB))
    await until(async () => (await filesOnDisk()).length > 1, { what: 'something stored' })
    await service.stop?.(100)
    await until(() => wire.heard().includes('"stopping"'), { what: 'the refusal' })
    const other = speakTus((await openIngest()).origin)
    const offset = await other.offset(path)
    expect(offset).toBeGreaterThanOrEqual(8 * MIB)
    expect((await other.patch(path, offset, recording.subarray(offset))).status).toBe(204)
  })
})
