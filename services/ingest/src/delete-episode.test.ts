import { randomUUID } from 'node:crypto'
import { newId } from '@soundmill/events'
import { exampleOf } from '@soundmill/events/examples'
import { type NatsServer, startNatsServer, tone } from '@soundmill/test-support'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { postRaw } from './testing/ask.ts'
import { GAVE_UP, openFurtherWorld, SUCCEEDED } from './testing/further-world.ts'
import { aScene, leaveUnannounced } from './testing/leave-unannounced.ts'
import { publishRaw } from './testing/publish-raw.ts'

let nats: NatsServer
beforeAll(async () => {
  nats = await startNatsServer()
})
afterAll(() => nats.stop())

const setup = () => openFurtherWorld({ natsUrl: nats.url })

describe('deleting an episode', () => {
  it('ends what is open, says so once, and takes every byte away at once', async () => {
    const world = await setup()
    const { submit, finish, further, remove, outcomeOf, events, subjects, filesOnDisk } = world
    const { episode, job } = await submit()
    await finish(job, SUCCEEDED)
    const open = await further(episode, { spec: {} })
    const { status, body } = await remove(episode)
    expect({ status, body }).toEqual({
      status: 202,
      body: { episode, position: expect.stringMatching(/-5$/) },
    })
    expect(await outcomeOf(job)).toMatchObject({ data: { outcome: 'succeeded' } })
    expect(await outcomeOf(open.body.job ?? '')).toMatchObject({
      source: 'ingest',
      data: { outcome: 'canceled', code: 'episode_deleted', principal: 'anonymous' },
    })
    const deleted = await events.last(subjects.pattern('deleted', { episode }))
    expect(deleted?.event).toMatchObject({ show: 'my-show', episode, data: { principal: 'anonymous' } })
    expect(await filesOnDisk()).toEqual([])
  })

  it('again, and by many at once on two replicas, is the same as once', async () => {
    const { submit, remove, openIngest } = await setup()
    const { episode } = await submit()
    const replica = await openIngest()
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, at) => remove(episode, at % 2 ? replica.origin : undefined)),
    )
    answers.push(await remove(episode))
    for (const answer of answers) expect(answer).toMatchObject({ status: 202, body: answers[0]?.body })
  })

  it('answers the position of the first when several were said', async () => {
    const { submit, remove, events } = await setup()
    const { episode } = await submit()
    const first = await remove(episode)
    await events.append(exampleOf('deleted', { show: 'my-show', episode, job: newId() }))
    expect(await remove(episode)).toMatchObject({ status: 202, body: first.body })
  })

  it('that nobody knows is not found', async () => {
    const { remove, submit } = await setup()
    await submit()
    for (const episode of [randomUUID(), 'no-id', '*', '%3E']) {
      expect(await remove(episode)).toMatchObject({ status: 404, body: { code: 'not_found' } })
    }
  })

  it('leaves other episodes alone', async () => {
    const { submit, remove, jobOf, isWhole, outcomeOf } = await setup()
    const [one, two] = [await submit(), await submit()]
    await remove(one.episode)
    expect(await isWhole(await jobOf(two.job))).toBe(true)
    expect(await outcomeOf(two.job)).toBeUndefined()
  })

  it('goes round a job that nobody can read: its worker ends that', async () => {
    const { submit, finish, remove, namespace, events, subjects } = await setup()
    const { episode, job } = await submit()
    await finish(job, GAVE_UP)
    const subject = `${namespace}.episodes.my-show.${episode}.${newId()}.submitted.normal`
    await publishRaw(nats.url, subject, 'no event')
    expect(await remove(episode)).toMatchObject({ status: 202 })
    expect(await events.last(subjects.pattern('deleted', { episode }))).toBeDefined()
  })
})

describe('an episode that only the outbox knows', () => {
  it('is announced, ended and deleted', async () => {
    const world = await setup()
    const { episode, job } = await leaveUnannounced(world)
    expect(await world.remove(episode)).toMatchObject({ status: 202 })
    expect(await world.outcomeOf(job)).toMatchObject({ data: { code: 'episode_deleted' } })
    expect(await world.filesOnDisk()).toEqual([])
  })

  it('can be canceled', async () => {
    const world = await setup()
    const scene = await leaveUnannounced(world)
    expect(await world.cancel(scene)).toMatchObject({ status: 200, body: { outcome: 'canceled' } })
    expect(await world.outcomeOf(scene.job)).toMatchObject({ data: { code: 'canceled' } })
    expect(await world.cancel({ ...scene, job: newId() })).toMatchObject({ status: 404 })
  })

  it('can be processed with another spec', async () => {
    const world = await setup()
    const { episode, job } = await leaveUnannounced(world)
    const { body } = await world.further(episode, { spec: {} })
    expect((await world.jobOf(body.job ?? '')).data.basedOn).toBe(job)
  })

  it('ends with its episode where that is in the log', async () => {
    const world = await setup()
    const { episode } = await world.submit()
    const { job } = await leaveUnannounced(world, { ...aScene(), episode })
    await world.remove(episode)
    expect(await world.outcomeOf(job)).toMatchObject({ data: { code: 'episode_deleted' } })
  })
})

describe('of a deleted episode', () => {
  it('a job still answers its outcome to whoever cancels it', async () => {
    const { submit, remove, cancel, finish, further } = await setup()
    const { episode, job } = await submit()
    await finish(job, GAVE_UP)
    const open = await further(episode, { spec: {} })
    await remove(episode)
    expect(await cancel({ episode, job })).toMatchObject({ status: 409, body: { code: 'already_finished' } })
    expect(await cancel({ episode, job: open.body.job ?? '' })).toMatchObject({ status: 200 })
    expect(await cancel({ episode, job: newId() })).toMatchObject({ status: 410, body: { code: 'gone' } })
  })
})

describe('an episode that was erased', () => {
  it('does not come back by its key', async () => {
    const { events, origin, filesOnDisk } = await setup()
    const asked = { headers: { 'idempotency-key': 'k1' }, query: '?show=my-show' }
    // What `k1` stands for in that show: idempotency-key.test.ts.
    const episode = '6e5a8afb-de16-5b54-8563-030dcbc4c9e1'
    await events.append(exampleOf('deleted', { show: 'my-show', episode, job: newId() }))
    const answer = await postRaw(origin, tone({ seconds: 0.1 }), asked)
    expect(answer).toMatchObject({ status: 410, body: { code: 'gone' } })
    expect(await filesOnDisk()).toEqual([])
  })

  it('does not come back out of the outbox when it is deleted again', async () => {
    const world = await setup()
    const scene = await leaveUnannounced(world)
    const { position } = await world.events.append(exampleOf('deleted', scene))
    await world.events.append(exampleOf('erased', scene))
    const answer = await world.remove(scene.episode)
    expect(answer).toMatchObject({ status: 202, body: { position } })
    expect(await world.submitted()).toEqual([])
    expect(await world.filesOnDisk()).toEqual([])
  })
})

describe('while the log is away', () => {
  it('nothing is deleted', async () => {
    const own = await startNatsServer()
    const { submit, remove, sources } = await openFurtherWorld({ natsUrl: own.url })
    const { episode } = await submit()
    await own.kill()
    const answer = await remove(episode)
    expect(answer).toMatchObject({ status: 503, body: { code: 'log_unavailable' } })
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(await sources()).toHaveLength(2)
  })
})
