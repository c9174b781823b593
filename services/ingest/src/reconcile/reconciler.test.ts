import { randomUUID } from 'node:crypto'
import { eraseEpisode } from '@soundmill/event-log/erase'
import { encode, submittedId } from '@soundmill/events'
import { exampleOf, newScene } from '@soundmill/events/examples'
import { type NatsServer, startNatsServer, until } from '@soundmill/test-support'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { outboxKey } from '../submit/outbox.ts'
import { openOutboxWorld } from '../testing/outbox-world.ts'

let nats: NatsServer
beforeAll(async () => {
  nats = await startNatsServer()
})
afterAll(() => nats.stop())

const DAY_MS = 86_400_000

const setup = (natsUrl = nats.url) => openOutboxWorld(natsUrl)

describe('a pass over the outbox', () => {
  it('says what the log lacks, once, and counts it', async () => {
    const { pass, leaveEntry, submitted, outbox, numberOf } = await setup()
    const { submitted: left, key } = await leaveEntry()
    await pass()
    await pass()
    expect(await submitted()).toEqual([left])
    expect(await outbox()).toEqual([key])
    expect(await numberOf('ingest_reconciled_total')).toBe(1)
    expect(await numberOf('ingest_outbox_oldest_unannounced_seconds')).toBe(0)
  })

  it('by many replicas at once says everything once', async () => {
    const { openReconciler, leaveEntry, submitted } = await setup()
    for (let left = 0; left < 10; left++) await leaveEntry()
    await Promise.all(Array.from({ length: 5 }, () => openReconciler().pass()))
    expect(await submitted()).toHaveLength(10)
  })

  it('removes the twins of what stands, recording first, and never what stands', async () => {
    const { pass, leaveEntry, submitted, sources, outbox, events } = await setup()
    const scene = newScene()
    const winner = await leaveEntry(scene)
    await events.sayOnce(winner.submitted)
    await leaveEntry(scene)
    await leaveEntry(scene)
    await pass()
    expect(await submitted()).toEqual([winner.submitted])
    expect(await sources()).toEqual([winner.blob])
    expect(await outbox()).toEqual([winner.key])
  })

  it('keeps a recording that both twins name', async () => {
    const { pass, leaveEntry, sources, outbox, put, events } = await setup()
    const winner = await leaveEntry()
    await events.sayOnce(winner.submitted)
    const uploadId = randomUUID()
    const twin = { ...winner.submitted, id: submittedId(winner.scene.job, uploadId) }
    await put(outboxKey({ ...winner.scene, uploadId }), encode(twin))
    await pass()
    expect(await sources()).toEqual([winner.blob])
    expect(await outbox()).toEqual([winner.key])
  })

  it('announces entries of deleted episodes too: their worker ends them', async () => {
    const { pass, leaveEntry, submitted, events } = await setup()
    const { submitted: left, scene } = await leaveEntry()
    await events.append(exampleOf('deleted', scene))
    await pass()
    expect(await submitted()).toEqual([left])
  })

  it('says nothing of an erased episode, and takes away what was brought for it', async () => {
    const { pass, leaveEntry, submitted, filesOnDisk, events } = await setup()
    const { scene } = await leaveEntry()
    await events.append(exampleOf('deleted', scene))
    await events.append(exampleOf('erased', scene))
    await pass()
    expect(await submitted()).toEqual([])
    expect(await filesOnDisk()).toEqual([])
  })

  it('says again what a log lost that has outgrown its old end since', async () => {
    const own = await startNatsServer()
    const { pass, leaveEntry, submitted, events, namespace } = await setup(own.url)
    const { submitted: left, scene } = await leaveEntry()
    await pass()
    await eraseEpisode({ url: own.url, namespace }, scene)
    // A server that starts again knows no ids but those in its log.
    await own.kill()
    await own.restart()
    await until(() => events.state(), { what: 'the log to be back' })
    await events.append(exampleOf('attempt-failed', newScene()))
    await pass()
    expect(await submitted()).toEqual([left])
  })

  it('keeps an entry for a day and a half, and removes it only when the log still has its event', async () => {
    const { pass, leaveEntry, outbox, sources, clock } = await setup()
    const { key, blob } = await leaveEntry()
    await pass()
    clock.ms += 1.5 * DAY_MS - 60_000
    await pass()
    expect(await outbox()).toEqual([key])
    clock.ms += 120_000
    await pass()
    expect(await outbox()).toEqual([])
    expect(await sources()).toEqual([blob])
  })

  it.each([0.4, 0.6, 3])(
    'keeps an entry that waited %d days for its event a day longer than that is in the log',
    async (days) => {
      const { pass, leaveEntry, makeOld, outbox, submitted, clock } = await setup()
      const { key, submitted: left } = await leaveEntry()
      await makeOld(key, days * DAY_MS)
      await pass()
      clock.ms += DAY_MS - 60_000
      await pass()
      expect(await outbox()).toEqual([key])
      clock.ms += DAY_MS
      await pass()
      expect(await outbox()).toEqual([])
      expect(await submitted()).toEqual([left])
    },
  )

  it('by many replicas keeps entries that one of them has just announced after days', async () => {
    const { openReconciler, leaveEntry, makeOld, outbox, submitted } = await setup()
    for (let left = 0; left < 10; left++) await makeOld((await leaveEntry()).key, 3 * DAY_MS)
    await Promise.all(Array.from({ length: 5 }, () => openReconciler().pass()))
    expect(await outbox()).toHaveLength(10)
    expect(await submitted()).toHaveLength(10)
  })

  it.each([
    ['that is not JSON', (key: string) => [key, 'no entry']],
    ['of another job', (key: string) => [key, encode(exampleOf('submitted'))]],
    ['of another fact', (key: string) => [key, encode(exampleOf('deleted'))]],
    [
      'from the future',
      (key: string) => [key, String(Buffer.from(encode(exampleOf('submitted')))).replaceAll('.v1', '.v9')],
    ],
    ['that is far too long', (key: string) => [key, 'x'.repeat(100_000)]],
    ['under a strange name', () => ['outbox/a-stray-file', 'no entry']],
  ])('leaves an entry %s alone, tells of it, and goes on', async (_, broken) => {
    const { pass, leaveEntry, put, submitted, outbox, clock, numberOf, blobs } = await setup()
    const [key = '', text = ''] = broken(outboxKey({ ...newScene(), uploadId: randomUUID() }))
    await put(String(key), text)
    const { submitted: left } = await leaveEntry()
    clock.ms += 60_000
    await pass()
    expect(await submitted()).toEqual([left])
    expect(await outbox()).toContain(key)
    expect(await numberOf('ingest_outbox_oldest_unannounced_seconds')).toBeGreaterThan(59)
    expect(await numberOf('ingest_outbox_unreadable_entries')).toBe(1)
    await blobs.delete(String(key))
    await pass()
    expect(await numberOf('ingest_outbox_unreadable_entries')).toBe(0)
  })

  it('is harmless while the log is away, and tells how long that has been', async () => {
    const own = await startNatsServer()
    const { leaveEntry, pass, outbox, submitted, numberOf, clock } = await setup(own.url)
    const said = await leaveEntry()
    await pass()
    await own.kill()
    const waits = await leaveEntry()
    clock.ms += 60_000
    await pass()
    expect(await outbox()).toEqual([said.key, waits.key].sort())
    expect(await numberOf('ingest_outbox_oldest_unannounced_seconds')).toBeGreaterThan(59)

    await own.restart()
    await until(
      () =>
        pass()
          .then(submitted)
          .then(({ length }) => length === 2),
      { what: 'the log to be back' },
    )
    expect(await submitted()).toEqual([said.submitted, waits.submitted])
    expect(await numberOf('ingest_outbox_oldest_unannounced_seconds')).toBe(0)
  })
})
