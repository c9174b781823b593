import { newId } from '@soundmill/events'
import { exampleOf } from '@soundmill/events/examples'
import { type NatsServer, startNatsServer } from '@soundmill/test-support'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { GAVE_UP, openFurtherWorld, SUCCEEDED } from './testing/further-world.ts'
import { publishRaw } from './testing/publish-raw.ts'

let nats: NatsServer
beforeAll(async () => {
  nats = await startNatsServer()
})
afterAll(() => nats.stop())

const setup = () => openFurtherWorld({ natsUrl: nats.url })
const CONFLICT = { status: 409, body: { code: 'conflict' } }

describe('requeueing a dead letter', () => {
  it('tries it again, with all it had', async () => {
    const { submit, finish, requeue, jobOf } = await setup()
    const { episode, job } = await submit({ lane: 'urgent', show: 'my-show' })
    await finish(job, GAVE_UP)
    const { status, headers, body } = await requeue(job)
    expect({ status, body }).toMatchObject({ status: 202, body: { episode, announced: true } })
    expect(headers.get('location')).toBe(`/v1/episodes/${episode}/jobs/${body.job}`)
    const [before, after] = [await jobOf(job), await jobOf(body.job ?? '')]
    const { sources, cover, spec, lane } = before.data
    expect(after.data).toMatchObject({ sources, cover, spec, lane, retryOf: job })
  })

  it('again, and by many at once, makes one job of it', async () => {
    const { submit, finish, requeue, submitted } = await setup()
    const { job } = await submit()
    await finish(job, GAVE_UP)
    const answers = await Promise.all(Array.from({ length: 5 }, () => requeue(job)))
    answers.push(await requeue(job))
    for (const answer of answers) expect(answer).toMatchObject({ status: 202, body: answers[0]?.body })
    expect(answers.at(-1)?.headers.get('idempotent-replay')).toBe('true')
    expect(await submitted()).toHaveLength(2)
  })

  it('gives its successor this id, for ever, at every server', async () => {
    const { events, finish, requeue } = await setup()
    const episode = '6e5a8afb-de16-5b54-8563-030dcbc4c9e1'
    const job = '0ba6ae2f-8fad-5cec-b00c-62360f7349d3'
    await events.append(exampleOf('submitted', { show: 'my-show', episode, job }))
    await finish(job, GAVE_UP)
    expect((await requeue(job)).body.job).toBe('3b2712ab-8245-57b6-8dde-b61a33a2703c')
  })

  it('makes another dead letter when it fails again, which can be requeued as well', async () => {
    const { submit, finish, requeue } = await setup()
    const { job } = await submit()
    await finish(job, GAVE_UP)
    const second = (await requeue(job)).body.job ?? ''
    await finish(second, GAVE_UP)
    const third = await requeue(second)
    expect(third).toMatchObject({ status: 202 })
    expect([job, second]).not.toContain(third.body.job)
  })

  it('reads one that an earlier release could not', async () => {
    const { submit, finish, requeue } = await setup()
    const { job } = await submit()
    await finish(job, { outcome: 'failed', code: 'unreadable_event', reason: 'v2 is not known' })
    expect(await requeue(job)).toMatchObject({ status: 202 })
  })

  it('says so when this release cannot read it either', async () => {
    const { requeue, namespace, events } = await setup()
    const scene = { show: 'my-show', episode: newId(), job: newId() }
    await publishRaw(
      nats.url,
      `${namespace}.episodes.my-show.${scene.episode}.${scene.job}.submitted.normal`,
      'no event',
    )
    const data = { outcome: 'failed', code: 'unreadable_event', reason: 'no JSON' } as const
    await events.sayOnce({ ...exampleOf('finished', scene), data })
    const answer = await requeue(scene.job)
    expect(answer).toMatchObject(CONFLICT)
    expect(answer.body.detail).toContain('cannot be read')
  })
})

describe('what is no dead letter', () => {
  it('is not requeued', async () => {
    const { submit, finish, requeue, further } = await setup()
    const [waiting, done, broken, followed] = [await submit(), await submit(), await submit(), await submit()]
    await finish(done.job, SUCCEEDED)
    await finish(broken.job, { outcome: 'failed', code: 'corrupt_input', reason: 'broken' })
    await finish(followed.job, GAVE_UP)
    const { body } = await further(followed.episode, { spec: {} })
    for (const [{ job }, why] of [
      [waiting, 'has not ended'],
      [done, 'has succeeded'],
      [broken, 'corrupt_input'],
      [followed, String(body.job)],
    ] as const) {
      const answer = await requeue(job)
      expect(answer).toMatchObject(CONFLICT)
      expect(answer.body.detail).toContain(why)
    }
  })

  it('is not found, or gone', async () => {
    const { submit, finish, requeue, remove } = await setup()
    const { episode, job } = await submit()
    await finish(job, GAVE_UP)
    await remove(episode)
    expect(await requeue(job)).toMatchObject({ status: 410, body: { code: 'gone' } })
    for (const nobody of [newId(), 'no-id', '*']) {
      expect(await requeue(nobody)).toMatchObject({ status: 404, body: { code: 'not_found' } })
    }
  })
})
