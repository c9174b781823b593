import { randomUUID } from 'node:crypto'
import { newScene } from '@soundmill/events/examples'
import { type NatsServer, startNatsServer } from '@soundmill/test-support'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CANCELED, FAILED, openSweepWorld, submittedOf, succeededAs } from '../testing/sweep-world.ts'

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

describe('the artifacts of a run', () => {
  it('stay while their job has no outcome, whatever their age', async () => {
    const { artifactOf, sweep, left } = await setup()
    const scene = newScene()
    const kept = [await artifactOf(scene), await artifactOf(scene)].sort()
    await sweep()
    await sweep()
    expect(await left()).toEqual(kept)
  })

  it('stay when the outcome names it; those of the other runs go, however young they are', async () => {
    const { artifactOf, put, finish, sweep, left, metricsText } = await setup()
    const [scene, runId, other] = [newScene(), randomUUID(), randomUUID()]
    const kept = [await artifactOf(scene, runId), await artifactOf(scene, runId, 'waveform.json')]
    await artifactOf(scene, other)
    await put(`artifacts/${scene.episode}/${scene.job}/${other}/waveform.json`, 'this very moment')
    await finish(scene, succeededAs(runId))
    await sweep()
    expect(await left()).toEqual(kept.sort())
    expect(await metricsText()).toContain('ingest_swept_total{kind="artifact"} 2')
  })

  it('go when an overtaken worker writes them long after the outcome', async () => {
    const { artifactOf, put, finish, sweep, left } = await setup()
    const [scene, runId] = [newScene(), randomUUID()]
    const kept = await artifactOf(scene, runId)
    await finish(scene, succeededAs(runId))
    await sweep()
    await sweep()
    await put(`artifacts/${scene.episode}/${scene.job}/${randomUUID()}/episode.mp3`, 'late')
    await sweep()
    expect(await left()).toEqual([kept])
  })

  it.each([
    ['was canceled', () => CANCELED],
    ['failed', () => FAILED],
    ['failed in that very run', (runId: string) => ({ ...FAILED, attempt: 1, runId })],
  ])('go when their job %s: nobody is ever given them', async (_, outcome) => {
    const { artifactOf, finish, sweep, left } = await setup()
    const [scene, runId] = [newScene(), randomUUID()]
    await artifactOf(scene, runId)
    await finish(scene, outcome(runId))
    await sweep()
    expect(await left()).toEqual([])
  })
})

describe('an episode that was deleted', () => {
  it('loses everything but its outbox entries, again and again, and others lose nothing', async () => {
    const { sourceOf, artifactOf, entryOf, finish, remove, sweep, left, events } = await setup()
    const [scene, runId, uploadId] = [newScene(), randomUUID(), randomUUID()]
    const other = { ...newScene(), show: scene.show }
    const kept = [await sourceOf(other), await artifactOf(other)]
    await events.sayOnce(submittedOf(other, kept.slice(0, 1)))
    const source = await sourceOf(scene, 0)
    await artifactOf(scene, runId)
    const submitted = submittedOf(scene, [source], uploadId)
    const entry = await entryOf(submitted, uploadId)
    await events.sayOnce(submitted)
    await finish(scene, succeededAs(runId))
    await sweep()
    expect(await left()).toHaveLength(5)

    await remove(scene)
    await sweep()
    expect(await left()).toEqual([...kept, entry].sort())
    await sourceOf(scene, 0)
    await artifactOf(scene)
    await sweep()
    expect(await left()).toEqual([...kept, entry].sort())
  })

  it('is heeded by a sweeper that had read others before', async () => {
    const { sourceOf, remove, sweep, left } = await setup()
    for (let nth = 0; nth < 3; nth++) {
      const scene = newScene()
      await sourceOf(scene, 0)
      await remove(scene)
      await sweep()
      expect(await left()).toEqual([])
    }
  })
})
