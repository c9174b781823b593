import { type NatsServer, startNatsServer, tcpProxy, tone, until } from '@soundmill/test-support'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { postRaw } from './testing/ask.ts'
import { expectOneJob } from './testing/expect-one-job.ts'
import { head, openWire } from './testing/wire.ts'
import { openWorld, type World } from './testing/world.ts'

let nats: NatsServer
beforeAll(async () => {
  nats = await startNatsServer()
})
afterAll(() => nats.stop())

const recording = tone({ seconds: 1 })
const other = tone({ seconds: 1, seed: 2 })
const headers = { 'idempotency-key': 'upload-1' }
const conflict = { status: 422, body: { code: 'idempotency_conflict' } }

describe('an acknowledgement that is lost', () => {
  it('does not make a second event: the answer is 201, read from the log', async () => {
    const proxy = await tcpProxy(nats.url)
    const world = await openWorld({ natsUrl: nats.url, ingestNatsUrl: proxy.url('nats') })
    const long = tone({ seconds: 5 })
    const half = long.subarray(0, long.length / 2)
    const wire = await openWire(world.origin)
    await wire.send(head({ 'content-length': long.length, connection: 'close' }))
    await wire.send(half)
    await until(async () => (await world.filesOnDisk()).length > 0, { what: 'the upload to have begun' })

    proxy.pauseReplies('drop')
    await wire.send(long.subarray(half.length))
    await until(async () => (await world.submitted()).length > 0, { what: 'the event to reach the log' })
    proxy.cut()
    proxy.resumeReplies()
    proxy.mend()

    const { text } = await wire.answer()
    expect(text).toMatch(/^HTTP\/1.1 201 /)
    expect(text).not.toMatch(/idempotent-replay/i)
    expect(await world.submitted()).toHaveLength(1)
    expect(await world.sources()).toHaveLength(1)
  })

  it('and comes too late is a 202; the same submit is then answered 201, with the same ids', async () => {
    const proxy = await tcpProxy(nats.url)
    const world = await openWorld({ natsUrl: nats.url, ingestNatsUrl: proxy.url('nats') })
    await world.events.state()
    proxy.onSent((bytes) => {
      // From the moment on at which the event is on its way, the server's words are held back.
      if (bytes.includes('.submitted.normal')) proxy.pauseReplies('hold')
    })
    const first = await postRaw(world.origin, recording, { headers })
    expect(first).toMatchObject({ status: 202, body: { announced: false } })
    proxy.onSent(() => {})
    proxy.resumeReplies()

    const { episode, job } = first.body
    const answered = async () => {
      const again = await postRaw(world.origin, recording, { headers })
      expect(again.body).toMatchObject({ episode, job })
      return again.status === 201
    }
    await until(answered, { what: 'the log to be reached again' })
    await expectOneJob(world, job)
  })
})

describe('a submit while the log is away', () => {
  /** A 202, and the log is back; nobody has announced anything. */
  async function accepted() {
    const own = await startNatsServer()
    const world = await openWorld({ natsUrl: own.url })
    await postRaw(world.origin, recording, { query: '?show=elsewhere' })
    await own.kill()
    const first = await postRaw(world.origin, recording, { headers })
    expect(first).toMatchObject({ status: 202, body: { announced: false } })
    return { own, world, first }
  }

  /** Submits until the log is reached again. */
  async function submitWhenBack({ origin }: World, bytes: Uint8Array) {
    const answer = async () => {
      const answered = await postRaw(origin, bytes, { headers })
      return answered.status === 202 ? undefined : answered
    }
    return until(answer, { what: 'the log to be back' })
  }

  async function reconcile(world: World) {
    await world.service.start?.()
    await until(async () => (await world.outbox()).length === 2, { what: 'the losers to go' })
    await world.service.stop?.(0)
    const [, event, ...others] = await world.submitted()
    expect(others).toEqual([])
    expect(await world.sources()).toHaveLength(2)
    expect(await world.sources()).toContain(event?.data.sources[0]?.blob)
  }

  it('promises the job of the key: sent again it is another 202, or the 201, with the same ids', async () => {
    const { own, world, first } = await accepted()
    expect(await postRaw(world.origin, recording, { headers })).toMatchObject({
      status: 202,
      body: first.body,
    })
    await own.restart()
    const { episode, job } = first.body
    const again = await submitWhenBack(world, recording)
    expect(again).toMatchObject({ status: 201, body: { episode, job } })
    await reconcile(world)
    const last = await (await world.openIngest()).origin
    expect(await postRaw(last, recording, { headers })).toMatchObject({ status: 201, body: again.body })
  })

  it('does not promise that its recording is the one: another that is said first stands', async () => {
    const { own, world, first } = await accepted()
    await own.restart()
    const { episode, job } = first.body
    expect(await submitWhenBack(world, other)).toMatchObject({ status: 201, body: { episode, job } })
    await reconcile(world)
    const replica = await world.openIngest()
    expect(await postRaw(replica.origin, other, { headers })).toMatchObject({ status: 201, body: { job } })
    expect(await postRaw(replica.origin, recording, { headers })).toMatchObject(conflict)
  })

  it('is announced by the reconciler, and then the key is used', async () => {
    const { own, world, first } = await accepted()
    await world.service.start?.()
    await own.restart()
    const { episode, job } = first.body
    await until(async () => (await world.submitted()).length === 2, { what: 'the event' })
    const replica = await world.openIngest()
    const again = await postRaw(replica.origin, recording, { headers })
    expect(again).toMatchObject({ status: 201, body: { episode, job } })
    expect(again.headers.get('idempotent-replay')).toBe('true')
    expect(await postRaw(replica.origin, other, { headers })).toMatchObject(conflict)
  })
})
