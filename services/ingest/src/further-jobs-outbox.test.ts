import { newId } from '@soundmill/events'
import { type NatsServer, startNatsServer } from '@soundmill/test-support'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { gate, openMoodyStore } from './resumable/testing/moody-store.ts'
import { GAVE_UP, manyChapters, openFurtherWorld } from './testing/further-world.ts'
import { leaveUnannounced } from './testing/leave-unannounced.ts'
import { publishRaw } from './testing/publish-raw.ts'

let nats: NatsServer
beforeAll(async () => {
  nats = await startNatsServer()
})
afterAll(() => nats.stop())

const setup = () => openFurtherWorld({ natsUrl: nats.url })

/** An episode with a job that has ended, and a further one that was taken while the log was away. */
async function withUnannounced() {
  const world = await setup()
  const { episode, job } = await world.submit()
  await world.finish(job, GAVE_UP)
  const unannounced = { show: 'my-show', episode, job: newId() }
  await leaveUnannounced(world, unannounced)
  return { ...world, episode, job, unannounced: unannounced.job }
}

describe('a further job that only the outbox knows', () => {
  it('is what the next one is based on', async () => {
    const { episode, unannounced, further, jobOf } = await withUnannounced()
    const { body } = await further(episode, { spec: {} })
    expect((await jobOf(body.job ?? '')).data.basedOn).toBe(unannounced)
  })

  it('is there to be tried again', async () => {
    const { episode, unannounced, further } = await withUnannounced()
    expect(await further(episode, { retryOf: unannounced })).toMatchObject({
      status: 409,
      body: { code: 'not_finished' },
    })
  })

  it('can be canceled', async () => {
    const { episode, unannounced, cancel, outcomeOf } = await withUnannounced()
    expect(await cancel({ episode, job: unannounced })).toMatchObject({ status: 200 })
    expect(await outcomeOf(unannounced)).toMatchObject({ data: { code: 'canceled' } })
  })

  it('keeps the job before it from being requeued as a dead letter', async () => {
    const { job, unannounced, requeue } = await withUnannounced()
    const answer = await requeue(job)
    expect(answer).toMatchObject({ status: 409, body: { code: 'conflict' } })
    expect(answer.body.detail).toContain(unannounced)
  })
})

describe('a further job whose store is slow', () => {
  it('is not said of an episode that was deleted meanwhile, and leaves nothing', async () => {
    const { store, mood } = await openMoodyStore()
    const { submit, further, remove, submitted } = await openFurtherWorld({ natsUrl: nats.url, blobs: store })
    const { episode } = await submit({ show: 'my-show', chapters: manyChapters('One') })
    const [asked, goOn] = [gate(), gate()]
    mood.afterPut = (key) => {
      if (!key.endsWith('/spec.json')) return
      asked.open()
      return goOn.opened
    }
    const answering = further(episode, { spec: { metadata: { artist: 'Ann' } } })
    await asked.opened
    await remove(episode)
    goOn.open()
    expect(await answering).toMatchObject({ status: 410, body: { code: 'gone' } })
    expect(await submitted()).toHaveLength(1)
    for (const prefix of ['source/', 'outbox/']) {
      for await (const { key } of store.list(prefix)) expect.fail(`${key} is left`)
    }
  })
})

describe('a further job whose store is silent', () => {
  it('is refused before an eraser takes the silence for rest', async () => {
    const { store, mood } = await openMoodyStore()
    const { submit, further } = await openFurtherWorld({ natsUrl: nats.url, blobs: store })
    const { episode } = await submit({ show: 'my-show', chapters: manyChapters('One') })
    mood.beforePut = () => new Promise(() => {})
    const answer = await further(episode, { spec: { metadata: { artist: 'Ann' } } })
    expect(answer).toMatchObject({ status: 503, body: { code: 'store_unavailable' } })
  }, 10_000)
})

describe('what a newer release has written', () => {
  const isRefused = (answer: {
    status: number
    body: { code?: string | undefined; detail?: string | undefined }
  }) => {
    expect(answer).toMatchObject({ status: 409, body: { code: 'conflict' } })
    expect(answer.body.detail).toContain('newer release')
  }

  /** An event of a version that is not known yet. */
  const future = (fact: string, { episode, job }: { episode: string; job: string }) =>
    JSON.stringify({
      specversion: '1.0',
      id: newId(),
      source: '/soundmill/processor',
      type: `soundmill.episode.${fact}.v99`,
      subject: `my-show/${episode}/${job}`,
      time: new Date().toISOString(),
      datacontenttype: 'application/json',
      data: {},
    })

  it('as an outcome refuses to cancel, retry and requeue', async () => {
    const { submit, cancel, further, requeue, namespace } = await setup()
    const { episode, job } = await submit()
    const subject = `${namespace}.episodes.my-show.${episode}.${job}.finished`
    await publishRaw(nats.url, subject, future('finished', { episode, job }))
    isRefused(await cancel({ episode, job }))
    isRefused(await further(episode, { retryOf: job }))
    isRefused(await requeue(job))
  })

  it('as a job refuses to cancel and to process it', async () => {
    const { cancel, further, namespace } = await setup()
    const [episode, job] = [newId(), newId()]
    const subject = `${namespace}.episodes.my-show.${episode}.${job}.submitted.normal`
    await publishRaw(nats.url, subject, future('submitted', { episode, job }))
    isRefused(await cancel({ episode, job }))
    isRefused(await further(episode, { spec: {} }))
  })
})
