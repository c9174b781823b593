import { createHash } from 'node:crypto'
import { exampleOf, newScene, type Scene } from '@soundmill/events/examples'
import { expect, it } from 'vitest'
import * as tell from '../testing/story.ts'
import { batchOf, servedSet } from './contract-steps.ts'
import type { Mark, PageQuery, StatusStore, TimelineQuery } from './index.ts'

const sha256Of = (content: string) => createHash('sha256').update(content).digest('hex')

/** Sources like that of the examples, with these contents. */
function sourcesOf(...contents: string[]) {
  const [example] = exampleOf('submitted').data.sources
  if (!example) throw new Error('the example has a source')
  return contents.map((content) => ({ ...example, sha256: sha256Of(content) }))
}

const idOf = ({ episode }: Scene) => episode

/** Lists and timelines, the same from every adapter. */
export function queriesContract(store: () => StatusStore) {
  const page = (query: PageQuery) => store().read((views) => views.page(query))
  const idsOf = async (query: PageQuery) => (await page(query)).views.map(({ id }) => id)

  it('list episodes by their first fact, newest first, wherever they stand now', async () => {
    const scenes = [newScene(), newScene(), newScene()]
    const [oldest, , newest] = scenes
    if (!oldest || !newest) throw new Error('three scenes')
    const set = await servedSet(store())
    await set.write(
      batchOf(tell.recorded([...scenes.map((scene) => tell.submitted(scene)), tell.started(oldest)])),
    )
    expect(await idsOf({ limit: 10 })).toEqual(scenes.map(({ episode }) => episode).reverse())
    expect(await idsOf({ limit: 1 })).toEqual([newest.episode])
  })

  it('list by show, by state, and by both', async () => {
    const one = newScene('one')
    const two = newScene('two')
    const twoRunning = newScene('two')
    const story = [
      tell.submitted(one),
      tell.submitted(two),
      tell.submitted(twoRunning),
      tell.started(twoRunning),
    ]
    await (await servedSet(store())).write(batchOf(tell.recorded(story)))
    expect(await idsOf({ show: 'two', limit: 10 })).toEqual([twoRunning.episode, two.episode])
    expect(await idsOf({ state: 'waiting', limit: 10 })).toEqual([two.episode, one.episode])
    expect(await idsOf({ show: 'two', state: 'waiting', limit: 10 })).toEqual([two.episode])
    expect(await idsOf({ show: 'three', limit: 10 })).toEqual([])
  })

  it('list by the SHA-256 of a source, whichever of them it is, whatever jobs came later, page by page', async () => {
    const [one, both, other, again] = [newScene('one'), newScene('two'), newScene('two'), newScene('two')]
    const story = [
      tell.submitted(one, { sources: sourcesOf('a') }),
      tell.submitted(both, { sources: sourcesOf('b', 'a') }),
      tell.submitted(other, { sources: sourcesOf('c') }),
      tell.submitted(again, { sources: sourcesOf('a', 'a') }),
      tell.submitted(tell.nextJob(both), { sources: sourcesOf('b', 'a') }),
      tell.started(again),
    ]
    await (await servedSet(store())).write(batchOf(tell.recorded(story)))
    const [a, b] = ['a', 'b'].map(sha256Of)
    expect(await idsOf({ sourceSha256: a, limit: 10 })).toEqual([again, both, one].map(idOf))
    expect(await idsOf({ sourceSha256: b, limit: 10 })).toEqual([both.episode])
    expect(await idsOf({ sourceSha256: sha256Of('d'), limit: 10 })).toEqual([])
    expect(await idsOf({ sourceSha256: a, show: 'two', limit: 10 })).toEqual([again, both].map(idOf))
    expect(await idsOf({ sourceSha256: a, state: 'running', limit: 10 })).toEqual([again.episode])
    expect(await idsOf({ sourceSha256: a, show: 'two', state: 'waiting', limit: 10 })).toEqual([both.episode])
    expect(await idsOf({ sourceSha256: a, limit: 2 })).toEqual([again, both].map(idOf))
    expect(await idsOf({ sourceSha256: a, after: { sequence: 2 }, limit: 2 })).toEqual([one.episode])
  })

  it('leave tombstones out unless they are asked for', async () => {
    const gone = newScene()
    const here = newScene()
    const story = [tell.submitted(gone), tell.submitted(here), tell.deleted(gone)]
    await (await servedSet(store())).write(batchOf(tell.recorded(story)))
    expect(await idsOf({ limit: 10 })).toEqual([here.episode])
    expect(await idsOf({ state: 'deleted', limit: 10 })).toEqual([gone.episode])
    const sourceSha256 = exampleOf('submitted').data.sources[0]?.sha256
    expect(await idsOf({ sourceSha256, limit: 10 })).toEqual([here.episode])
    expect(await idsOf({ sourceSha256, state: 'deleted', limit: 10 })).toEqual([gone.episode])
  })

  it('list each episode exactly once, page after page, while others come and change', async () => {
    const scenes = Array.from({ length: 7 }, () => newScene())
    const set = await servedSet(store())
    await set.write(batchOf(tell.recorded(scenes.map((scene) => tell.submitted(scene)))))

    const seen: string[] = []
    let after: Mark | undefined
    for (let sequence = 7; ; sequence += 2) {
      const { views, next } = await page({ limit: 3, after })
      seen.push(...views.map(({ id }) => id))
      if (!next) break
      after = next
      const meanwhile: Scene = newScene()
      const news = tell.recorded([tell.submitted(meanwhile), tell.started(meanwhile)], { after: sequence })
      await set.write(batchOf(news))
    }
    expect(seen).toEqual(scenes.map(({ episode }) => episode).reverse())
  })

  it('page through a timeline in the order of the log, without what happened to others', async () => {
    const scene = newScene()
    const other = newScene()
    const story = [tell.submitted(scene), tell.submitted(other), tell.started(scene), tell.succeeded(scene)]
    await (await servedSet(store())).write(batchOf(tell.recorded(story)))
    const timeline = async (after: number, limit: number) => {
      const query = { episode: scene.episode, after, limit }
      return (await store().read((views) => views.timeline(query))).map(({ sequence }) => sequence)
    }
    expect(await timeline(0, 2)).toEqual([1, 3])
    expect(await timeline(3, 2)).toEqual([4])
    expect(await timeline(4, 2)).toEqual([])
  })

  it('page through what happened in a show, or anywhere, the same way', async () => {
    const [one, two] = [newScene('one'), newScene('two')]
    const story = [tell.submitted(one), tell.submitted(two), tell.started(one), tell.started(two)]
    await (await servedSet(store())).write(batchOf(tell.recorded(story)))
    const timeline = async (query: TimelineQuery) =>
      (await store().read((views) => views.timeline(query))).map(({ sequence }) => sequence)
    expect(await timeline({ after: 0, limit: 3 })).toEqual([1, 2, 3])
    expect(await timeline({ after: 3, limit: 3 })).toEqual([4])
    expect(await timeline({ show: 'two', after: 0, limit: 1 })).toEqual([2])
    expect(await timeline({ show: 'two', after: 2, limit: 9 })).toEqual([4])
    expect(await timeline({ show: 'three', after: 0, limit: 9 })).toEqual([])
  })

  it('know nothing of what was never written', async () => {
    await servedSet(store())
    const { episode } = newScene()
    expect(await store().read((views) => views.episode(episode))).toBeUndefined()
    expect(await store().read((views) => views.timeline({ episode, after: 0, limit: 1 }))).toEqual([])
    expect(await idsOf({ limit: 1 })).toEqual([])
  })
}
