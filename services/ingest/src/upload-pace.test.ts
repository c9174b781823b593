import { setTimeout as pause } from 'node:timers/promises'
import { type NatsServer, startNatsServer, tone, until } from '@soundmill/test-support'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectNoTrace } from './testing/expect-no-trace.ts'
import { chunk, formStart, head, openWire } from './testing/wire.ts'
import { openWorld } from './testing/world.ts'

let nats: NatsServer
beforeAll(async () => {
  nats = await startNatsServer()
})
afterAll(() => nats.stop())

const recording = tone({ seconds: 5 })
const half = recording.subarray(0, recording.length / 2)
const MULTIPART = { 'content-type': 'multipart/form-data; boundary=b' }

describe('an upload that hardly moves', () => {
  const limits = { stallMs: 300, minBytesPerSecond: 1_000 }

  it.each([
    ['as a body', head({ 'content-length': recording.length }), half],
    ['as a form', head({ ...MULTIPART, 'content-length': 900_000 }), Buffer.concat([formStart('b'), half])],
    ['before its first byte', head({ 'content-length': recording.length }), Buffer.alloc(0)],
    ['before its first part', head({ ...MULTIPART, 'content-length': 900_000 }), Buffer.from('--b\r\n')],
  ])('%s is given up and told so', async (_, start, bytes) => {
    const world = await openWorld({ natsUrl: nats.url, limits })
    const wire = await openWire(world.origin)
    await wire.send(start)
    await wire.send(bytes)
    await until(() => wire.heard().includes('upload_stalled'), { what: 'the refusal', timeoutMs: 5_000 })
    expect(wire.heard()).toMatch(/^HTTP\/1.1 408 /)
    wire.leave()
    await expectNoTrace(world)
  })

  it('is given up while it drips', async () => {
    const world = await openWorld({ natsUrl: nats.url, limits })
    const wire = await openWire(world.origin)
    await wire.send(head({ 'content-length': recording.length }))
    await wire.send(half)
    const drip = setInterval(() => void wire.send('x'), 20)
    await until(() => wire.heard().includes('upload_stalled'), { what: 'the refusal', timeoutMs: 5_000 })
    clearInterval(drip)
    wire.leave()
    await expectNoTrace(world)
  })
})

describe('an upload that does not declare its length', () => {
  const limits = { stallMs: 300, minBytesPerSecond: 1_000, minBytesPerSecondUndeclared: 20_000 }

  /** About 10 kB a second. */
  async function drip(headers: Record<string, string | number>, wrap: (bytes: Uint8Array) => Uint8Array) {
    const world = await openWorld({ natsUrl: nats.url, limits })
    const wire = await openWire(world.origin)
    await wire.send(head({ ...headers, connection: 'close' }))
    for (let from = 0; from < slow.length && !wire.heard(); from += 500) {
      await Promise.all([wire.send(wrap(slow.subarray(from, from + 500))), pause(50)])
    }
    return { world, wire }
  }
  const slow = recording.subarray(0, 20_000)

  it('has to be faster, and is told how fast, and what else it could do', async () => {
    const { world, wire } = await drip({ 'transfer-encoding': 'chunked' }, chunk)
    await until(() => wire.heard().includes('upload_stalled'), { what: 'the refusal', timeoutMs: 5_000 })
    expect(wire.heard()).toMatch(/^HTTP\/1.1 408 /)
    expect(wire.heard()).toContain('less than 20000 bytes a second')
    expect(wire.heard()).toMatch(/Content-Length 1000 .* resumable upload/)
    wire.leave()
    await expectNoTrace(world)
  })

  it('would have been fast enough with one', async () => {
    const { wire } = await drip({ 'content-length': slow.length }, (bytes) => bytes)
    expect((await wire.answer()).text).toMatch(/^HTTP\/1.1 201 /)
  })

  it('is no faster for long chunk extensions', async () => {
    const wrap = (bytes: Uint8Array) => {
      const [size, ...rest] = chunk(bytes).toString('latin1').split('\r\n')
      return Buffer.from([`${size};x=${'y'.repeat(8_000)}`, ...rest].join('\r\n'), 'latin1')
    }
    const { wire } = await drip({ 'transfer-encoding': 'chunked' }, wrap)
    // While it still sent.
    expect(wire.heard()).toContain('upload_stalled')
    wire.leave()
  })
})

describe('a form that declares its length', () => {
  const limits = { stallMs: 300, minBytesPerSecond: 1_000, minBytesPerSecondUndeclared: 20_000 }
  const coverStart = '--b\r\nContent-Disposition: form-data; name="cover"; filename="c.png"\r\n\r\n'
  const picture = Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), Buffer.alloc(30_000, 7)])
  const pictured = Buffer.concat([Buffer.from(coverStart), picture, Buffer.from('\r\n')])
  const end = Buffer.from('\r\n--b--\r\n')
  const tune = recording.subarray(0, 20_000)

  /** A form, and what of it comes at once; of the rest 10 kB a second. */
  async function dripForm(whole: Buffer, atOnce: number) {
    const world = await openWorld({ natsUrl: nats.url, limits })
    const wire = await openWire(world.origin)
    await wire.send(head({ ...MULTIPART, 'content-length': whole.length, connection: 'close' }))
    await wire.send(whole.subarray(0, atOnce))
    for (let from = atOnce; from < whole.length && !wire.heard(); from += 500) {
      await Promise.all([wire.send(whole.subarray(from, from + 500)), pause(50)])
    }
    return { world, wire }
  }

  it('has to be as fast as one that does not until its recording begins, and is told so', async () => {
    const whole = Buffer.concat([pictured, formStart('b'), tune, end])
    const { world, wire } = await dripForm(whole, coverStart.length + 100)
    await until(() => wire.heard().includes('upload_stalled'), { what: 'the refusal', timeoutMs: 5_000 })
    expect(wire.heard()).toMatch(/^HTTP\/1.1 408 /)
    expect(wire.heard()).toContain('less than 20000 bytes a second')
    expect(wire.heard()).toMatch(/until its recording begins.* 1000 are enough/)
    wire.leave()
    await expectNoTrace(world)
  })

  it('may be slow from its recording on', async () => {
    const begun = Buffer.concat([pictured, formStart('b')])
    const { wire } = await dripForm(Buffer.concat([begun, tune, end]), begun.length)
    expect((await wire.answer()).text).toMatch(/^HTTP\/1.1 201 /)
  })
})
