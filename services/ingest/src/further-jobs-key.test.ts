import { randomUUID } from 'node:crypto'
import { encode, newId, type Submitted, submittedId } from '@soundmill/events'
import { exampleOf } from '@soundmill/events/examples'
import { silentLog } from '@soundmill/runtime'
import { type NatsServer, startNatsServer } from '@soundmill/test-support'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { commit } from './submit/commit.ts'
import { createOutbox, outboxKey } from './submit/outbox.ts'
import { GAVE_UP, manyChapters, openFurtherWorld } from './testing/further-world.ts'
import { openOutboxWorld } from './testing/outbox-world.ts'

let nats: NatsServer
beforeAll(async () => {
  nats = await startNatsServer()
})
afterAll(() => nats.stop())

const setup = () => openFurtherWorld({ natsUrl: nats.url })
const headers = { 'idempotency-key': 'again-1' }

describe('a further job with a key', () => {
  it('has this id, for ever, at every server', async () => {
    const { events, origin, further } = await setup()
    const episode = '6e5a8afb-de16-5b54-8563-030dcbc4c9e1'
    await events.append(exampleOf('submitted', { show: 'my-show', episode, job: newId() }))
    const { body } = await further(episode, { spec: {} }, headers, origin)
    expect(body.job).toBe('792caa7a-1eac-5a1d-9cd2-7db01dbf9361')
  })

  it('is made once, however often it is asked for and whatever has come since', async () => {
    const { submit, finish, further, submitted, openIngest } = await setup()
    const { episode, job } = await submit()
    await finish(job, GAVE_UP)
    const replica = await openIngest()
    const first = await further(episode, { retryOf: job }, headers)
    await further(episode, { spec: {} })
    const again = await further(episode, { retryOf: job, lane: 'urgent' }, headers, replica.origin)
    expect(first.headers.get('idempotent-replay')).toBeNull()
    expect(again).toMatchObject({ status: 202, body: first.body })
    expect(again.headers.get('idempotent-replay')).toBe('true')
    expect(await submitted()).toHaveLength(3)
  })

  it('that asks for something else is refused', async () => {
    const { submit, further, submitted, outbox } = await setup()
    const { episode } = await submit()
    await further(episode, { spec: { metadata: { title: 'Two' } } }, headers)
    const other = await further(episode, { spec: { metadata: { title: 'Three' } } }, headers)
    expect(other).toMatchObject({ status: 422, body: { code: 'idempotency_conflict' } })
    expect(await submitted()).toHaveLength(2)
    expect(await outbox()).toHaveLength(2)
  })
})

describe('of two with one key, in two lanes, one', () => {
  it('loses what it brought itself, and nothing of the job that both are based on', async () => {
    const { submit, further, jobOf, isWhole, sources, outbox, openIngest } = await setup()
    const { episode, job } = await submit({ chapters: manyChapters('A') })
    const before = await sources()
    const replica = await openIngest()
    const answers = await Promise.all([
      further(episode, { spec: { chapters: manyChapters('B') } }, headers),
      further(episode, { spec: { chapters: manyChapters('C') }, lane: 'urgent' }, headers, replica.origin),
    ])
    expect(answers.map(({ status }) => status).sort()).toEqual([202, 422])
    const winner = answers.find(({ status }) => status === 202)
    expect(await isWhole(await jobOf(job))).toBe(true)
    expect(await isWhole(await jobOf(winner?.body.job ?? ''))).toBe(true)
    expect(await sources()).toHaveLength(before.length + 1)
    expect(await outbox()).toHaveLength(2)
  })

  it('is removed by a reconciler in the same way', async () => {
    const world = await openOutboxWorld(nats.url)
    const { base, loser, key } = await leaveLoser(world)
    await world.pass()
    expect(await world.sources()).toEqual([...base].sort())
    expect(await world.outbox()).not.toContain(key)
    expect(await world.submitted()).not.toContainEqual(loser)
  })

  it('that waited for too long to be promised is dropped in the same way', async () => {
    const world = await openOutboxWorld(nats.url)
    const { base, loser, key, own } = await leaveLoser(world)
    const deps = { ...world, outbox: createOutbox(world.blobs), log: silentLog(), now: () => new Date() }
    const tooOld = commit(deps, { key, submitted: loser, sourceStoredAt: new Date(0) })
    await expect(tooOld).rejects.toMatchObject({ code: 'store_unavailable' })
    expect(await world.sources()).toEqual([...base].sort())
    expect(await world.sources()).not.toContain(own)
  })
})

/** A retry of a job, whose place is taken by an event that names nothing of that job. */
async function leaveLoser({ leaveEntry, events, put }: Awaited<ReturnType<typeof openOutboxWorld>>) {
  const base = await leaveEntry()
  await events.sayOnce(base.submitted)
  const scene = { ...base.scene, job: newId() }
  const standing = await leaveEntry(scene)
  await events.sayOnce(standing.submitted)

  const uploadId = randomUUID()
  const cover = `source/${scene.episode}/${randomUUID()}/cover`
  const own = `source/${scene.episode}/${uploadId}/spec.json`
  const [source] = base.submitted.data.sources
  if (!source) throw new Error('the example has a source')
  const loser: Submitted = {
    ...base.submitted,
    id: submittedId(scene.job, uploadId),
    job: scene.job,
    data: {
      ...base.submitted.data,
      cover: { ...source, blob: cover },
      spec: { blob: own, sha256: source.sha256 },
      retryOf: base.scene.job,
    },
  }
  const key = outboxKey({ ...scene, uploadId })
  await put(cover, 'a picture')
  await put(own, '{}')
  await put(key, encode(loser))
  return { base: [base.blob, cover, standing.blob], loser, key, own }
}
