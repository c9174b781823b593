import { newScene, type Scene } from '@soundmill/events/examples'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import * as tell from '../testing/story.ts'
import { buildingContract } from './contract-building.ts'
import { forgettingContract } from './contract-forgetting.ts'
import { pagesContract } from './contract-pages.ts'
import { queriesContract } from './contract-queries.ts'
import { queueContract } from './contract-queue.ts'
import { batchOf, servedSet } from './contract-steps.ts'
import { NothingServedError, type StatusStore } from './index.ts'

/** Opens an empty store that nobody else uses. */
export type OpenStore = () => Promise<StatusStore>

/** What every StatusStore promises. An adapter is finished when this passes. */
export function statusStoreContract(name: string, open: OpenStore) {
  describe(`${name} is a StatusStore`, () => {
    let store: StatusStore
    beforeEach(async () => {
      store = await open()
    })
    afterEach(() => store.close())

    describe('what was written', () => writtenContract(() => store))
    describe('its questions', () => queriesContract(() => store))
    describe('its pages', () => pagesContract(() => store))
    describe('its queue', () => queueContract(() => store))
    describe('forgetting', () => forgettingContract(() => store))
    describe('building', () => buildingContract(() => store))
  })
}

function writtenContract(store: () => StatusStore) {
  const life = (scene: Scene) => [
    tell.submitted(scene),
    tell.started(scene),
    tell.inspected(scene),
    tell.rendered(scene),
    tell.succeeded(scene),
  ]

  it('is nothing at first, and nothing is served', async () => {
    expect((await store().toWrite(new Set())).place).toBeUndefined()
    await expect(store().read(async () => 'an answer')).rejects.toThrow(NothingServedError)
  })

  it('is given back as it was, byte for byte', async () => {
    const scene = newScene()
    const batch = batchOf(tell.recorded(life(scene)))
    const set = await servedSet(store())
    await set.write(batch)

    const [view] = await set.episodes([scene.episode, newScene().episode])
    expect(JSON.stringify(view)).toBe(JSON.stringify(batch.views[0]))
    const read = await store().read((views) => views.episode(scene.episode))
    expect(JSON.stringify(read)).toBe(JSON.stringify(batch.views[0]))
    const all = { episode: scene.episode, after: 0, limit: 100 }
    const entries = await store().read((views) => views.timeline(all))
    expect(JSON.stringify(entries)).toBe(JSON.stringify(batch.entries))
  })

  it('gives back silence as null, and keys with dots and dollars', async () => {
    const scene = newScene()
    const example = tell.inspected(scene)
    const findings = [{ code: 'silent', detail: '', measured: { 'a.b': null, $c: -0.5 } }]
    const story = [
      tell.submitted(scene),
      tell.started(scene),
      { ...example, data: { ...example.data, findings } },
    ]
    const set = await servedSet(store())
    await set.write(batchOf(tell.recorded(story)))
    const [view] = await set.episodes([scene.episode])
    expect(view?.jobs[0]?.findings).toEqual(findings)
  })

  it('stays when it is written again, whatever was written meanwhile', async () => {
    const scene = newScene()
    const log = tell.recorded(life(scene))
    const set = await servedSet(store())
    await set.write(batchOf(log))
    await set.write(batchOf(log.slice(0, 2)))

    const again = await store().toWrite(new Set())
    expect(again.place).toEqual({ epoch: 'first', sequence: 5, id: log[4]?.event.id })
    expect(await set.episodes([scene.episode])).toEqual(batchOf(log).views)
    const all = { episode: scene.episode, after: 0, limit: 100 }
    expect(await store().read((views) => views.timeline(all))).toHaveLength(5)
  })

  it('keeps the late marks of whoever was first to write them', async () => {
    const scene = newScene()
    const log = tell.recorded([...life(scene), tell.started(scene, 2)])
    const set = await servedSet(store())
    const batch = batchOf(log)
    await set.write(batch)
    await set.write({ ...batch, entries: batch.entries.map((entry) => ({ ...entry, late: !entry.late })) })

    const all = { episode: scene.episode, after: 0, limit: 100 }
    const entries = await store().read((views) => views.timeline(all))
    expect(entries.map(({ late }) => late)).toEqual([false, false, false, false, false, true])
  })

  it('may be a place alone: facts that changed nothing are behind us too', async () => {
    const set = await servedSet(store())
    const place = { epoch: 'first', sequence: 7, id: newScene().job }
    await set.write({ entries: [], views: [], place })
    expect((await store().toWrite(new Set())).place).toEqual(place)
    await store().read(async (views) => {
      expect(views).toMatchObject({ epoch: 'first', place })
      expect(views.position(7)).toBe('first-7')
    })
  })
}
