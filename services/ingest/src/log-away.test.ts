import { startNatsServer, tcpProxy, tone, until } from '@soundmill/test-support'
import { describe, expect, it } from 'vitest'
import { postRaw } from './testing/ask.ts'
import { fillLog } from './testing/fill-log.ts'
import { openWorld } from './testing/world.ts'

const recording = tone({ seconds: 1 })

describe('while the log is away', () => {
  it('uploads are taken and answered 202, and announced exactly once when it is back', async () => {
    const nats = await startNatsServer()
    const world = await openWorld({ natsUrl: nats.url })
    const replica = await world.openIngest()
    for (const { origin } of [world, replica]) await postRaw(origin, recording)
    await nats.kill()

    const headers = { 'idempotency-key': 'k' }
    const [alone, twin, other] = await Promise.all([
      postRaw(world.origin, recording),
      postRaw(world.origin, recording, { headers }),
      postRaw(replica.origin, recording, { headers }),
    ])
    for (const { status, body, headers } of [alone, twin, other]) {
      expect(status).toBe(202)
      expect(body).toMatchObject({ announced: false, links: { self: `/v1/episodes/${body.episode}` } })
      expect(body.position).toBeUndefined()
      expect(headers.get('location')).toBe(`/v1/episodes/${body.episode}`)
    }
    expect(other.body).toEqual(twin.body)
    expect(await world.sources()).toHaveLength(5)
    expect(await world.outbox()).toHaveLength(5)
    expect(world.service.waitingFor?.()).toBeUndefined()

    await Promise.all([world.service.start?.(), replica.service.start?.()])
    await nats.restart()
    await until(async () => (await world.outbox()).length === 4, { what: 'the loser of the twins to go' })
    await until(async () => (await world.submitted()).length === 4, { what: 'the others to be announced' })
    await Promise.all([world.service.stop?.(0), replica.service.stop?.(0)])

    const said = await world.submitted()
    expect(
      said
        .slice(2)
        .map(({ job }) => job)
        .sort(),
    ).toEqual([alone.body.job, twin.body.job].sort())
    expect(await world.sources()).toEqual(said.map(({ data }) => data.sources[0]?.blob).sort())
    expect(await world.outbox()).toHaveLength(4)
    const later = await world.openIngest()
    expect(await postRaw(later.origin, recording, { headers })).toMatchObject({
      status: 201,
      body: { job: twin.body.job },
    })
  })

  it('or only silent, an upload is answered within seconds all the same', async () => {
    const nats = await startNatsServer()
    const proxy = await tcpProxy(nats.url)
    const world = await openWorld({ natsUrl: nats.url, ingestNatsUrl: proxy.url('nats') })
    await postRaw(world.origin, recording)
    proxy.pauseReplies('hold')
    const began = Date.now()
    expect(await postRaw(world.origin, recording)).toMatchObject({ status: 202 })
    expect(Date.now() - began).toBeLessThan(15_000)
    proxy.resumeReplies()
    await world.service.start?.()
    await until(async () => (await world.submitted()).length === 2, { what: 'the event' })
    expect(await world.outbox()).toHaveLength(2)
  })
})

describe('a log that is nearly full', () => {
  it('refuses an upload before its first byte is stored', async () => {
    const nats = await startNatsServer()
    const world = await openWorld({ natsUrl: nats.url, logBytes: 1_100_000 })
    await fillLog(world.events, 0.9)
    const answer = await postRaw(world.origin, recording)
    expect(answer).toMatchObject({ status: 503, body: { code: 'log_full' } })
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(await world.filesOnDisk()).toEqual([])
  })
})
