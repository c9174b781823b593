import { type NatsServer, startNatsServer, tone, until } from '@soundmill/test-support'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { postRaw } from './testing/ask.ts'
import { head, openWire } from './testing/wire.ts'
import { openWorld, type World } from './testing/world.ts'

let nats: NatsServer
beforeAll(async () => {
  nats = await startNatsServer()
})
afterAll(() => nats.stop())

const recording = tone({ seconds: 1 })

const from = (client: string) => ({ headers: { 'x-forwarded-for': client } })

/** An upload that has begun and waits; `finish` brings it to its end. */
async function begin({ origin, metrics }: World, client: string) {
  const before = await numberOf(metrics, 'ingest_uploads_in_hand')
  const wire = await openWire(origin)
  const headers = { ...from(client).headers, 'content-length': recording.length, connection: 'close' }
  await wire.send(head(headers))
  const begun = async () => (await numberOf(metrics, 'ingest_uploads_in_hand')) > before
  await until(begun, { what: 'the upload to be in hand' })
  const finish = async () => {
    await wire.send(recording)
    return (await wire.answer()).text
  }
  return { ...wire, finish }
}

async function numberOf(metrics: World['metrics'], name: string): Promise<number> {
  const lines = (await metrics.metrics()).split('\n')
  return Number(lines.find((line) => line.startsWith(`${name} `))?.slice(name.length) ?? 0)
}

describe('a client with as many uploads under way as it may have', () => {
  const limits = { maxUploadsPerClient: 2 }

  it('is refused another, told the limit and when to come back, and nothing of it is stored', async () => {
    const world = await openWorld({ natsUrl: nats.url, limits })
    await begin(world, '203.0.113.7')
    await begin(world, '203.0.113.7')
    const refused = await postRaw(world.origin, recording, from('203.0.113.7'))
    expect(refused).toMatchObject({ status: 429, body: { code: 'too_many_uploads' } })
    expect(refused.body.detail).toContain('2 uploads of 203.0.113.7')
    expect(refused.headers.get('retry-after')).toMatch(/^[1-9]\d*$/)
    expect(await world.filesOnDisk()).toEqual([])
    expect(await numberOf(world.metrics, 'ingest_uploads_refused_total{code="too_many_uploads"}')).toBe(1)
  })

  it('leaves room to others', async () => {
    const world = await openWorld({ natsUrl: nats.url, limits })
    await begin(world, '203.0.113.7')
    await begin(world, '203.0.113.7')
    expect(await postRaw(world.origin, recording, from('203.0.113.8'))).toMatchObject({ status: 201 })
  })

  it('cannot come as another from its own IPv6 network', async () => {
    const world = await openWorld({ natsUrl: nats.url, limits })
    await begin(world, '2001:db8:1:2::a')
    await begin(world, '2001:db8:1:2::b')
    const refused = await postRaw(world.origin, recording, from('2001:db8:1:2::c'))
    expect(refused).toMatchObject({
      status: 429,
      body: { detail: expect.stringContaining('2001:db8:1:2::/64') },
    })
    expect(await postRaw(world.origin, recording, from('2001:db8:1:3::c'))).toMatchObject({ status: 201 })
  })

  it('may send the next one when one has ended, however it ended', async () => {
    const world = await openWorld({ natsUrl: nats.url, limits })
    const first = await begin(world, '203.0.113.7')
    const second = await begin(world, '203.0.113.7')
    expect(await first.finish()).toMatch(/^HTTP\/1.1 201 /)
    expect(await postRaw(world.origin, recording, from('203.0.113.7'))).toMatchObject({ status: 201 })
    await begin(world, '203.0.113.7')
    second.leave()
    const taken = async () => (await postRaw(world.origin, recording, from('203.0.113.7'))).status === 201
    await until(taken, { what: 'the place to be free' })
  })
})

describe('a process with as many uploads under way as it takes', () => {
  it('refuses everybody, and counts none when all have ended', async () => {
    const world = await openWorld({ natsUrl: nats.url, limits: { maxUploads: 2 } })
    const first = await begin(world, '203.0.113.7')
    const second = await begin(world, '203.0.113.8')
    const refused = await postRaw(world.origin, recording, from('203.0.113.9'))
    expect(refused).toMatchObject({ status: 429, body: { code: 'too_many_uploads' } })
    expect(refused.body.detail).toMatch(/^2 uploads are under way, and this process/)
    for (const upload of [first, second]) expect(await upload.finish()).toMatch(/^HTTP\/1.1 201 /)
    expect(await numberOf(world.metrics, 'ingest_uploads_in_hand')).toBe(0)
    expect(await postRaw(world.origin, recording, from('203.0.113.9'))).toMatchObject({ status: 201 })
  })
})
