import { randomUUID } from 'node:crypto'
import { encode } from '@soundmill/events'
import { exampleOf, newScene } from '@soundmill/events/examples'
import { type NatsServer, startNatsServer, until } from '@soundmill/test-support'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { publishRaw } from '../testing/publish-raw.ts'
import { CANCELED, openSweepWorld, type Scene, submittedOf } from '../testing/sweep-world.ts'

let nats: NatsServer
beforeAll(async () => {
  nats = await startNatsServer()
})
afterAll(() => nats.stop())

async function setup(natsUrl = nats.url) {
  const world = await openSweepWorld(natsUrl)
  await world.beThereForLong()
  const subjectOf = (fact: 'submitted' | 'finished' | 'deleted', scene: Scene) =>
    world.subjects.of(exampleOf(fact, scene))
  /** Stands in the log when it was seen at its place. */
  async function say(subject: string, text: string) {
    const { lastSequence } = await world.events.state()
    await publishRaw(natsUrl, subject, text)
    const isThere = async () => (await world.events.state()).lastSequence > lastSequence
    await until(isThere, { what: 'the log to have it' })
  }
  return { ...world, say, subjectOf }
}

const fromTheFuture = (event: ReturnType<typeof exampleOf>) =>
  String(Buffer.from(encode(event))).replaceAll('.v1', '.v9')

describe('nothing of an episode goes', () => {
  it.each([
    ['of a newer release', (scene: Scene) => fromTheFuture(exampleOf('submitted', scene))],
    ['that is broken', () => 'no event'],
  ])('while one of its submits cannot be read, %s, and others are not held up', async (_, text) => {
    const { sourceOf, sweep, left, say, subjectOf } = await setup()
    const scene = newScene()
    const kept = [await sourceOf(scene), await sourceOf(scene)].sort()
    await sourceOf(newScene())
    await say(subjectOf('submitted', scene), text(scene))
    await sweep()
    await sweep()
    expect(await left()).toEqual(kept)
  })

  it('while one of its later submits cannot be read', async () => {
    const { sourceOf, sweep, left, say, subjectOf, events } = await setup()
    const scene = newScene()
    const kept = [await sourceOf(scene), await sourceOf(scene)].sort()
    await events.sayOnce(submittedOf(scene, kept.slice(0, 1)))
    await say(subjectOf('submitted', { ...scene, job: randomUUID() }), 'no event')
    await sweep()
    expect(await left()).toEqual(kept)
  })

  it('while one of its outbox entries cannot be read', async () => {
    const { sourceOf, put, sweep, left } = await setup()
    const scene = newScene()
    const source = await sourceOf(scene)
    const entry = `outbox/${scene.episode}/${scene.job}/${randomUUID()}.json`
    await put(entry, 'no entry')
    await sourceOf(newScene())
    await sweep()
    expect(await left()).toEqual([entry, source])
  })

  it('when the outcome of its job cannot be read: it may name any run', async () => {
    const { artifactOf, sweep, left, say, subjectOf, finish } = await setup()
    const [scene, other] = [newScene(), newScene()]
    const kept = await artifactOf(scene)
    await artifactOf(other)
    await say(subjectOf('finished', scene), fromTheFuture(exampleOf('finished', scene)))
    await finish(other, CANCELED)
    await sweep()
    expect(await left()).toEqual([kept])
  })

  it('when its deletion cannot be read, nor of those that were deleted later; the rest is swept', async () => {
    const { sourceOf, sweep, left, say, subjectOf, remove } = await setup()
    const scenes = [newScene(), newScene(), newScene()] as const
    const kept = [await sourceOf(scenes[1], 0), await sourceOf(scenes[2], 0)]
    await sourceOf(scenes[0], 0)
    await sourceOf(newScene())
    await remove(scenes[0])
    await say(subjectOf('deleted', scenes[1]), 'no event')
    await remove(scenes[2])
    await sweep()
    expect(await left()).toEqual(kept.sort())
  })
})

describe('while the log does not answer', () => {
  it('nothing goes that needs its word, and it goes when the log is back', async () => {
    const own = await startNatsServer()
    const { sourceOf, artifactOf, finish, sweep, left, metricsText } = await setup(own.url)
    const scene = newScene()
    const leftovers = [await sourceOf(scene), await artifactOf(scene)].sort()
    await finish(scene, CANCELED)
    await own.kill()
    await sweep()
    expect(await left()).toEqual(leftovers)
    expect(await metricsText()).toContain('ingest_sweep_last_success_timestamp_seconds 0')
    await own.restart()
    await until(() => sweep().then(async () => (await left()).length === 0), { what: 'the log to be back' })
    expect(await metricsText()).not.toContain('ingest_sweep_last_success_timestamp_seconds 0')
  })
})
