import { once } from 'node:events'
import { type NatsServer, startNatsServer, tone, until } from '@soundmill/test-support'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { postRaw } from './testing/ask.ts'
import { head, openWire } from './testing/wire.ts'
import { openWorld } from './testing/world.ts'

let nats: NatsServer
beforeAll(async () => {
  nats = await startNatsServer()
})
afterAll(() => nats.stop())

const recording = tone({ seconds: 5 })
const half = recording.subarray(0, recording.length / 2)

async function uploadInHand() {
  const world = await openWorld({ natsUrl: nats.url })
  const wire = await openWire(world.origin)
  await wire.send(head({ 'content-length': recording.length, connection: 'close' }))
  await wire.send(half)
  await until(async () => (await world.filesOnDisk()).length > 0, { what: 'the upload to have begun' })
  return { ...world, wire, finish: () => wire.send(recording.subarray(half.length)) }
}

describe('a service that stops', () => {
  it('takes no new upload, and says so', async () => {
    const { service, origin } = await openWorld({ natsUrl: nats.url })
    await service.start?.()
    expect(service.waitingFor?.()).toBeUndefined()
    await service.stop?.(1_000)
    expect(service.waitingFor?.()).toBe('stopping')
    const refused = await postRaw(origin, recording)
    expect(refused).toMatchObject({ status: 503, body: { code: 'stopping' } })
    expect(refused.headers.get('retry-after')).toBe('1')
  })

  it('lets the upload in hand come to its end', async () => {
    const { service, wire, finish, submitted } = await uploadInHand()
    const stopped = service.stop?.(30_000)
    await finish()
    expect((await wire.answer()).text).toMatch(/^HTTP\/1.1 201 /)
    await stopped
    expect(await submitted()).toHaveLength(1)
  })

  it('gives up on it when its time is over, and leaves nothing behind', async () => {
    const { service, wire, filesOnDisk } = await uploadInHand()
    await service.stop?.(100)
    await until(() => wire.heard().includes('"stopping"'), { what: 'the refusal' })
    expect(wire.heard()).toMatch(/^HTTP\/1.1 503 /)
    wire.leave()
    await once(wire.socket, 'close')
    expect(await filesOnDisk()).toEqual([])
  })
})

describe('a process that was frozen for half a day between storing and promising', () => {
  it('promises nothing, for a sweeper may have taken the bytes', async () => {
    let hours = 0
    const now = () => {
      hours += 12
      return new Date(hours * 3_600_000)
    }
    const { origin, outbox, sources, submitted } = await openWorld({ natsUrl: nats.url, now })
    const refused = await postRaw(origin, recording)
    expect(refused).toMatchObject({ status: 503, body: { code: 'store_unavailable' } })
    expect([...(await outbox()), ...(await sources()), ...(await submitted())]).toEqual([])
  })
})
