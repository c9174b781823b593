import { newScene } from '@soundmill/events/examples'
import { expect, it } from 'vitest'
import * as tell from '../testing/story.ts'
import { batchOf, servedSet } from './contract-steps.ts'
import { type StatusStore, SupersededError } from './index.ts'

/** Sets: one is served, another is built beside it, and then they change places. */
export function buildingContract(store: () => StatusStore) {
  const nothingLost: ReadonlySet<string> = new Set()

  it('is done in one set by everybody who asks, before it is served and after', async () => {
    const first = await store().toWrite(nothingLost)
    expect((await store().toWrite(nothingLost)).name).toBe(first.name)
    await store().serve(first.name)
    await store().serve(first.name)
    expect((await store().toWrite(nothingLost)).name).toBe(first.name)
  })

  it('goes on where it was left', async () => {
    const set = await store().toWrite(nothingLost)
    const batch = batchOf(tell.recorded([tell.submitted(newScene())]))
    await set.write(batch)
    expect((await store().toWrite(nothingLost)).place).toEqual(batch.place)
  })

  it('is done beside what is served, which readers see until it is replaced', async () => {
    const scene = newScene()
    const old = await servedSet(store())
    await old.write(batchOf(tell.recorded([tell.submitted(scene)])))
    const next = await store().toWrite(new Set([old.name]))
    expect(next.name).not.toBe(old.name)
    expect(next.place).toBeUndefined()
    await next.write(batchOf(tell.recorded([tell.submitted(scene), tell.started(scene)]), 'first'))

    const state = () => store().read(async (views) => (await views.episode(scene.episode))?.state)
    expect(await state()).toBe('waiting')
    await store().serve(next.name)
    expect(await state()).toBe('running')
    expect((await store().toWrite(nothingLost)).name).toBe(next.name)
  })

  it('refuses whatever is written into, or served of, a set that was replaced', async () => {
    const batch = batchOf(tell.recorded([tell.submitted(newScene())]))
    const old = await servedSet(store())
    const next = await store().toWrite(new Set([old.name]))
    await store().serve(next.name)
    await expect(old.write(batch)).rejects.toThrow(SupersededError)
    await expect(store().serve(old.name)).rejects.toThrow(SupersededError)
  })

  it('refuses facts of another log: they belong into a set of their own', async () => {
    const set = await servedSet(store())
    await set.write(batchOf(tell.recorded([tell.submitted(newScene())])))
    const another = batchOf(tell.recorded([tell.submitted(newScene())], { epoch: 'second' }), 'second')
    await expect(set.write(another)).rejects.toThrow(SupersededError)
    expect((await store().read((views) => views.page({ limit: 10 }))).views).toHaveLength(1)
  })

  it('is begun anew when what was built is lost as well', async () => {
    const served = await servedSet(store())
    const first = await store().toWrite(new Set([served.name]))
    const second = await store().toWrite(new Set([served.name, first.name]))
    expect(new Set([served.name, first.name, second.name]).size).toBe(3)
    const batch = batchOf(tell.recorded([tell.submitted(newScene())]))
    await expect(first.write(batch)).rejects.toThrow(SupersededError)
    await second.write(batch)
    await store().serve(second.name)
  })

  it('shows a reader one set from beginning to end, also when it is replaced while he reads', async () => {
    const scene = newScene()
    const old = await servedSet(store())
    await old.write(batchOf(tell.recorded([tell.submitted(scene)])))
    const next = await store().toWrite(new Set([old.name]))
    await next.write(batchOf(tell.recorded([tell.submitted(scene), tell.started(scene)])))

    const asked: string[] = []
    const answer = await store().read(async (views) => {
      asked.push(views.set)
      const state = (await views.episode(scene.episode))?.state
      if (views.set === old.name) await store().serve(next.name)
      const facts = await views.timeline({ episode: scene.episode, after: 0, limit: 10 })
      return { state, facts: facts.length }
    })
    expect(asked).toEqual([old.name, next.name])
    expect(answer).toEqual({ state: 'running', facts: 2 })
  })
}
