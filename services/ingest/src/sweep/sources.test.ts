import { randomUUID } from 'node:crypto'
import { newId } from '@soundmill/events'
import { newScene } from '@soundmill/events/examples'
import { type NatsServer, startNatsServer } from '@soundmill/test-support'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DAY_MS, openSweepWorld, submittedOf } from '../testing/sweep-world.ts'

let nats: NatsServer
beforeAll(async () => {
  nats = await startNatsServer()
})
afterAll(() => nats.stop())

async function setup() {
  const world = await openSweepWorld(nats.url)
  await world.beThereForLong()
  return world
}

describe('a source that nothing names', () => {
  it('is taken away when it is a day old, not sooner, and counted', async () => {
    const { sourceOf, sweep, left, metricsText } = await setup()
    await sourceOf(newScene(), DAY_MS + 60_000)
    const young = await sourceOf(newScene(), DAY_MS - 60_000)
    await sweep()
    expect(await left()).toEqual([young])
    expect(await metricsText()).toContain('ingest_swept_total{kind="source"} 1')
  })

  it('goes with the episode whose other sources stay', async () => {
    const { sourceOf, sweep, left, events } = await setup()
    const scene = newScene()
    const named = await sourceOf(scene)
    await sourceOf(scene)
    await events.sayOnce(submittedOf(scene, [named]))
    await sweep()
    expect(await left()).toEqual([named])
  })

  it('goes also when a submit names it that lost against another of its job', async () => {
    const { sourceOf, sweep, left, events } = await setup()
    const scene = newScene()
    const [winning, losing] = [await sourceOf(scene), await sourceOf(scene)]
    await events.append(submittedOf(scene, [winning]))
    const urgent = submittedOf(scene, [losing])
    await events.append({ ...urgent, data: { ...urgent.data, lane: 'urgent' } })
    await sweep()
    expect(await left()).toEqual([winning])
  })
})

describe('a source stays', () => {
  it('that an outbox entry names, whatever the log says', async () => {
    const { sourceOf, entryOf, sweep, left } = await setup()
    const [scene, uploadId] = [newScene(), randomUUID()]
    const source = await sourceOf(scene)
    const entry = await entryOf(submittedOf(scene, [source], uploadId), uploadId)
    await sweep()
    await sweep()
    expect(await left()).toEqual([entry, source])
  })

  it('that an event of any job of its episode names, the first or the fourth', async () => {
    const { sourceOf, sweep, left, events } = await setup()
    const scene = newScene()
    const sources = []
    for (let nth = 0; nth < 4; nth++) {
      const source = await sourceOf(scene)
      sources.push(source)
      await events.append(submittedOf({ ...scene, job: newId() }, [source, sources[0] ?? '']))
    }
    await sweep()
    expect(await left()).toEqual(sources.sort())
  })

  it('under a name that nobody of ours gives', async () => {
    const { store, sweep, left } = await setup()
    const strangers = [
      'source/readme.txt',
      `source/${randomUUID()}/notes`,
      'artifacts/a/b/c/d',
      'source/x/y/z',
    ]
    for (const key of strangers) await store(key)
    await sweep()
    expect(await left()).toEqual(strangers.sort())
  })
})

describe('what an upload keeps beside its sources', () => {
  const beside = ['spec.json', 'cover', 'chapters']

  it('stays with the upload whose event is valid', async () => {
    const { store, sourceOf, sweep, left, events } = await setup()
    const [scene, uploadId] = [newScene(), randomUUID()]
    const source = await sourceOf(scene)
    const kept = beside.map((name) => `source/${scene.episode}/${uploadId}/${name}`)
    for (const key of kept) await store(key)
    await events.sayOnce(submittedOf(scene, [source], uploadId))
    await sweep()
    expect(await left()).toEqual([source, ...kept].sort())
  })

  it('stays with the upload that waits in the outbox', async () => {
    const { store, sourceOf, entryOf, sweep, left } = await setup()
    const [scene, uploadId] = [newScene(), randomUUID()]
    const source = await sourceOf(scene)
    const kept = await store(`source/${scene.episode}/${uploadId}/cover`)
    const entry = await entryOf(submittedOf(scene, [source], uploadId), uploadId)
    await sweep()
    expect(await left()).toEqual([source, kept, entry].sort())
  })

  it('stays when a later job names it, and goes with an upload that came to nothing', async () => {
    const { store, sourceOf, sweep, left, events } = await setup()
    const scene = newScene()
    const source = await sourceOf(scene)
    const spec = await store(`source/${scene.episode}/${randomUUID()}/spec.json`)
    for (const name of beside) await store(`source/${scene.episode}/${randomUUID()}/${name}`)
    const later = submittedOf(scene, [source])
    const sha256 = later.data.fingerprint
    await events.sayOnce({ ...later, data: { ...later.data, spec: { blob: spec, sha256 } } })
    await sweep()
    expect(await left()).toEqual([source, spec].sort())
  })
})
