import { type NatsServer, startNatsServer, tone } from '@soundmill/test-support'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { postRaw } from '../testing/ask.ts'
import { expectNoTrace } from '../testing/expect-no-trace.ts'
import { head, openWire } from '../testing/wire.ts'
import { openWorld } from '../testing/world.ts'

let nats: NatsServer
beforeAll(async () => {
  nats = await startNatsServer()
})
afterAll(() => nats.stop())

describe('an upload that is never too slow and does not end', () => {
  it('is given up after the longest time one may take, says what to do, and leaves nothing', async () => {
    const world = await openWorld({ natsUrl: nats.url, limits: { maxUploadMs: 1_500, minBytesPerSecond: 1 } })
    const wire = await openWire(world.origin)
    await wire.send(head({ 'content-length': 1_000_000_000 }))
    await wire.send(tone({ seconds: 1 }))
    const trickle = setInterval(() => wire.send(Buffer.alloc(1000)), 50)
    const { text } = await wire.answer().finally(() => clearInterval(trickle))
    expect(text).toMatch(/^HTTP\/1\.1 408 /)
    expect(text).toContain('one request may take 1.5 seconds')
    expect(text).toContain('resumable')
    await expectNoTrace(world)
  })

  it('keeps nobody from uploading in time', async () => {
    const world = await openWorld({ natsUrl: nats.url, limits: { maxUploadMs: 5_000 } })
    expect(await postRaw(world.origin, tone({ seconds: 1 }))).toMatchObject({ status: 201 })
  })
})
