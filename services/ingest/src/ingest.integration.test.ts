import { createHash } from 'node:crypto'
import { httpFaultProxy, type NatsServer, startNatsServer, tcpProxy, tone } from '@soundmill/test-support'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { postRaw } from './testing/ask.ts'
import { s3Bucket } from './testing/s3-bucket.ts'
import { head, openWire } from './testing/wire.ts'
import { openWorld } from './testing/world.ts'

const s3 = inject('s3')
let nats: NatsServer
beforeAll(async () => {
  nats = await startNatsServer()
})
afterAll(() => nats.stop())

const recording = tone({ seconds: 1 })
const isOutbox = (path: string) => /\/outbox\//.test(path)

const openStore = async (line?: string) => (await s3Bucket(s3)).open(line)

describe.skipIf(!s3)('over S3', () => {
  const endpoint = s3?.endpoint ?? 'http://127.0.0.1:9000'

  it('takes a recording of many parts', async () => {
    const blobs = await openStore()
    const world = await openWorld({ natsUrl: nats.url, blobs })
    const long = tone({ seconds: 300 })
    const sha256 = createHash('sha256').update(long).digest()
    const headers = { 'repr-digest': `sha-256=:${sha256.toString('base64')}:` }
    expect(await postRaw(world.origin, long, { headers })).toMatchObject({ status: 201 })
    const [event] = await world.submitted()
    expect(event?.data.sources).toMatchObject([{ bytes: long.length, sha256: sha256.toString('hex') }])
    expect(await world.sources()).toEqual([event?.data.sources[0]?.blob])
  })

  it('leaves nothing of one that breaks off', async () => {
    const blobs = await openStore()
    const world = await openWorld({ natsUrl: nats.url, blobs })
    const long = tone({ seconds: 300 })
    const wire = await openWire(world.origin)
    await wire.send(head({ 'content-length': long.length }))
    await wire.send(long.subarray(0, 20 * 1024 ** 2))
    wire.leave()
    expect(await postRaw(world.origin, recording)).toMatchObject({ status: 201 })
    await world.service.stop?.(0)
    expect(await world.sources()).toHaveLength(1)
    expect(await world.outbox()).toHaveLength(1)
  })

  it('refuses for now while the store is away', async () => {
    const line = await tcpProxy(endpoint)
    const blobs = await openStore(line.url('http'))
    const world = await openWorld({ natsUrl: nats.url, blobs })
    line.cut()
    expect(await postRaw(world.origin, recording)).toMatchObject({
      status: 503,
      body: { code: 'store_unavailable' },
    })
    line.mend()
    expect(await postRaw(world.origin, recording)).toMatchObject({ status: 201 })
    expect(await world.submitted()).toHaveLength(1)
  })

  describe('when the answer to the outbox entry is lost', () => {
    it('goes on: the entry stands, the event is said, the answer is 201', async () => {
      const line = await httpFaultProxy(endpoint)
      const world = await openWorld({ natsUrl: nats.url, blobs: await openStore(line.url) })
      line.fault(({ method, path }) => method === 'PUT' && isOutbox(path), { kind: 'lose' })
      expect(await postRaw(world.origin, recording)).toMatchObject({ status: 201 })
      expect(await world.submitted()).toHaveLength(1)
      expect(await world.outbox()).toHaveLength(1)
      expect(await world.sources()).toHaveLength(1)
    })

    it('and the log is away, answers 202 for an entry that is seen to stand', async () => {
      const own = await startNatsServer()
      const line = await httpFaultProxy(endpoint)
      const world = await openWorld({ natsUrl: own.url, blobs: await openStore(line.url) })
      await postRaw(world.origin, recording)
      await own.kill()
      line.fault(({ method, path }) => method === 'PUT' && isOutbox(path), { kind: 'lose' })
      expect(await postRaw(world.origin, recording)).toMatchObject({
        status: 202,
        body: { announced: false },
      })
    })

    it('and nobody can tell whether it stands, promises nothing and deletes nothing', async () => {
      const own = await startNatsServer()
      const line = await httpFaultProxy(endpoint)
      const world = await openWorld({ natsUrl: own.url, blobs: await openStore(line.url) })
      await postRaw(world.origin, recording)
      await own.kill()
      const loss = line.fault(({ path }) => isOutbox(path), { kind: 'lose' })
      const answer = await postRaw(world.origin, recording)
      expect(answer).toMatchObject({ status: 503, body: { code: 'store_unavailable' } })
      loss.lift()
      expect(await world.sources()).toHaveLength(2)
      expect(await world.outbox()).toHaveLength(2)
    })
  })
})
