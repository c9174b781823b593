import { type NatsServer, startNatsServer, tone, toneChunks, until } from '@soundmill/test-support'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { form, postForm, postRaw } from './testing/ask.ts'
import { chunk, head, openWire } from './testing/wire.ts'
import { openWorld } from './testing/world.ts'

let nats: NatsServer
beforeAll(async () => {
  nats = await startNatsServer()
})
afterAll(() => nats.stop())

const recording = tone({ seconds: 5 })

describe('an upload beyond the limit', () => {
  const limits = { maxUploadBytes: 100_000 }
  const refused = { status: 413, body: { code: 'too_large', detail: expect.stringContaining('100000') } }
  const withForm = (size: number) => form(['audio', tone({ seconds: 5 }).subarray(0, size), 'a.wav'])

  it('is refused by what it declares, before a byte of it', async () => {
    const world = await openWorld({ natsUrl: nats.url, limits })
    const wire = await openWire(world.origin)
    await wire.send(head({ 'content-length': 100_001 }))
    await until(() => wire.heard().includes('too_large'), { what: 'the refusal' })
    expect(wire.heard()).toMatch(/^HTTP\/1.1 413 /)
    expect(wire.heard()).toMatch(/\r\nconnection: close\r\n/i)
    wire.leave()
    expect(await world.filesOnDisk()).toEqual([])
  })

  it('is refused while it arrives, when it declares nothing', async () => {
    const world = await openWorld({ natsUrl: nats.url, limits })
    const wire = await openWire(world.origin)
    await wire.send(head({ 'transfer-encoding': 'chunked' }))
    await wire.send(chunk(recording.subarray(0, 100_001)))
    await until(() => wire.heard().includes('too_large'), { what: 'the refusal' })
    wire.leave()
    expect(await world.filesOnDisk()).toEqual([])
  })

  it('is refused in a form, also in one that ends just after the limit', async () => {
    const world = await openWorld({ natsUrl: nats.url, limits })
    expect(await postForm(world.origin, withForm(100_001))).toMatchObject(refused)
    expect(await postForm(world.origin, withForm(400_000))).toMatchObject(refused)
    expect(await postForm(world.origin, form(['audio', Buffer.alloc(2_000_000, 'RIFF'), 'a']))).toMatchObject(
      refused,
    )
    expect(await world.filesOnDisk()).toEqual([])
  })

  it('begins one byte after it', async () => {
    const world = await openWorld({ natsUrl: nats.url, limits })
    expect(await postForm(world.origin, withForm(100_000))).toMatchObject({ status: 201 })
    expect(await postRaw(world.origin, recording.subarray(0, 100_000))).toMatchObject({ status: 201 })
    expect(await postRaw(world.origin, recording.subarray(0, 100_001))).toMatchObject(refused)
  })
})

describe('a refusal while the body is still arriving', () => {
  it('reaches a client that sends on until it is answered', async () => {
    const world = await openWorld({ natsUrl: nats.url })
    const wire = await openWire(world.origin)
    await wire.send(head({ 'content-length': 400 * 1024 ** 2 }))
    const piece = Buffer.alloc(1024 ** 2, 'this is text\n')
    let sent = 0
    while (!wire.heard().includes('not_audio') && sent < 100 && (await wire.send(piece))) sent++
    expect(wire.heard()).toMatch(/^HTTP\/1.1 415 /)
    wire.half()
    expect(await wire.answer()).toMatchObject({ reset: false })
  })

  it('cuts the line of a client that never stops', async () => {
    const world = await openWorld({ natsUrl: nats.url })
    const wire = await openWire(world.origin)
    await wire.send(head({ 'content-length': 1024 ** 4 }))
    const piece = Buffer.alloc(1024 ** 2, 'this is text\n')
    let sent = 0
    while ((await wire.send(piece)) && sent < 1_000) sent++
    expect(sent).toBeLessThan(200)
    expect((await wire.answer()).text).toMatch(/^HTTP\/1.1 413 /)
  })
})

describe('a large upload', () => {
  it('is stored without being held in memory', async () => {
    const world = await openWorld({ natsUrl: nats.url })
    const before = process.memoryUsage().arrayBuffers
    let most = 0
    const watch = setInterval(() => {
      most = Math.max(most, process.memoryUsage().arrayBuffers - before)
    }, 10)
    const wire = await openWire(world.origin)
    await wire.send(head({ 'transfer-encoding': 'chunked', connection: 'close' }))
    for (const piece of toneChunks({ seconds: 3_000 })) await wire.send(chunk(piece))
    await wire.send('0\r\n\r\n')
    expect((await wire.answer()).text).toMatch(/^HTTP\/1.1 201 /)
    clearInterval(watch)
    expect(most).toBeLessThan(100 * 1024 ** 2)
    expect((await world.submitted())[0]?.data.sources[0]?.bytes).toBe(44 + 3_000 * 96_000)
  })
})
