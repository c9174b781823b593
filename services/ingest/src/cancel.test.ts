import type { JobEvent } from '@soundmill/events'
import { exampleOf, type Scene } from '@soundmill/events/examples'
import { type NatsServer, startNatsServer, tone, until } from '@soundmill/test-support'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { post, postRaw } from './testing/ask.ts'
import { openWorld } from './testing/world.ts'

let nats: NatsServer
beforeAll(async () => {
  nats = await startNatsServer()
})
afterAll(() => nats.stop())

const recording = tone({ seconds: 1 })
const NOBODY = '0190a5b2-7c3d-7e4f-8a9b-0c1d2e3f4a5b'

async function submittedJob(options: { natsUrl: string; ingestNatsUrl?: string } = { natsUrl: nats.url }) {
  const world = await openWorld(options)
  const { body } = await postRaw(world.origin, recording, { query: '?show=my-show' })
  const scene: Scene = { show: 'my-show', episode: body.episode ?? '', job: body.job ?? '' }
  const path = `${world.origin}/v1/episodes/${body.episode}/jobs/${body.job}/cancel`
  const outcome = async () => (await world.events.last(world.subjects.pattern('finished', scene)))?.event
  return { ...world, scene, outcome, cancel: (init: RequestInit = {}) => post(path, init) }
}

describe('canceling a job', () => {
  it('that waits ends it, and says who and what', async () => {
    const { cancel, outcome, scene } = await submittedJob()
    const { status, body } = await cancel()
    expect(status).toBe(200)
    expect(body).toEqual({
      episode: scene.episode,
      job: scene.job,
      outcome: 'canceled',
      position: expect.stringMatching(/-2$/),
    })
    expect(await outcome()).toMatchObject({
      ...scene,
      source: 'ingest',
      data: { outcome: 'canceled', code: 'canceled', principal: 'anonymous' },
    })
  })

  it('that runs ends it as well', async () => {
    const { cancel, outcome, scene, events } = await submittedJob()
    await events.append(exampleOf('started', scene))
    expect(await cancel()).toMatchObject({ status: 200 })
    expect(await outcome()).toMatchObject({ data: { outcome: 'canceled' } })
  })

  it('again, and by many at once, is the same as once', async () => {
    const { cancel, outcome } = await submittedJob()
    const answers = await Promise.all(Array.from({ length: 10 }, () => cancel()))
    answers.push(await cancel({ body: '{}', headers: { 'content-type': 'application/json' } }))
    const [first] = answers
    for (const answer of answers) expect(answer).toMatchObject({ status: 200, body: first?.body })
    expect(await outcome()).toMatchObject({ data: { outcome: 'canceled' } })
  })

  it.each([
    ['succeeded', (scene: Scene): JobEvent => exampleOf('finished', scene), 'has succeeded'],
    [
      'failed',
      (scene: Scene): JobEvent => ({
        ...exampleOf('finished', scene),
        data: { outcome: 'failed', code: 'corrupt_input', reason: 'the file is broken' },
      }),
      'has failed with corrupt_input',
    ],
  ])('that has %s is too late, and told so', async (_, finished, named) => {
    const { cancel, outcome, scene, events } = await submittedJob()
    const ended = finished(scene)
    await events.append(ended)
    const answer = await cancel()
    expect(answer).toMatchObject({ status: 409, body: { code: 'already_finished' } })
    expect(answer.body.detail).toContain(named)
    expect(await outcome()).toEqual(ended)
  })

  it('that nobody knows is not found', async () => {
    const { origin, scene } = await submittedJob()
    for (const [episode, job] of [
      [scene.episode, NOBODY],
      [NOBODY, scene.job],
      [scene.episode, 'not-an-id'],
      ['*', '*'],
      [scene.episode, '%3E'],
      [scene.episode.toUpperCase(), scene.job],
    ]) {
      const answer = await post(`${origin}/v1/episodes/${episode}/jobs/${job}/cancel`)
      expect(answer).toMatchObject({ status: 404, body: { code: 'not_found' } })
    }
  })

  it('takes no body that means something', async () => {
    const { cancel, outcome } = await submittedJob()
    const answer = await cancel({ body: '{"reason":"x"}', headers: { 'content-type': 'application/json' } })
    expect(answer).toMatchObject({ status: 400, body: { code: 'invalid_request' } })
    expect(await cancel({ body: 'x'.repeat(5_000) })).toMatchObject({ status: 413 })
    expect(await outcome()).toBeUndefined()
  })
})

describe('while the log is away', () => {
  it('a cancel is refused for now, and works when it is back', async () => {
    const own = await startNatsServer()
    const { cancel, outcome } = await submittedJob({ natsUrl: own.url })
    await own.kill()
    const refused = await cancel()
    expect(refused).toMatchObject({ status: 503, body: { code: 'log_unavailable' } })
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
    await own.restart()
    await until(async () => (await cancel()).status === 200, { what: 'the log to be reached again' })
    // Our own line to the log may come back later than that of the service.
    await until(() => outcome().catch(() => undefined), { what: 'the outcome to be read' })
    expect(await outcome()).toMatchObject({ data: { outcome: 'canceled' } })
  })
})
