import { newScene, type Scene } from '@soundmill/events/examples'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { anyLog } from '../testing/any-episode.ts'
import { anyQuery } from '../testing/any-query.ts'
import { naiveList } from '../testing/naive-page.ts'
import * as tell from '../testing/story.ts'
import { fold } from '../views/fold.ts'
import { batchOf, servedSet } from './contract-steps.ts'
import type { Mark, PageQuery, StatusStore, ViewSet } from './index.ts'

const idOf = ({ episode }: Scene) => episode

/** Lists of episodes, page by page. */
export function pagesContract(store: () => StatusStore) {
  const page = (query: PageQuery) => store().read((views) => views.page(query))

  /** The ids on all pages of a list; between them something may happen. */
  async function listed(
    query: PageQuery,
    meanwhile: () => Promise<void> = async () => {},
  ): Promise<string[]> {
    const ids: string[] = []
    for (let after: Mark | undefined; ; await meanwhile()) {
      const { views, next } = await page({ ...query, after })
      ids.push(...views.map(({ id }) => id))
      if (!next) return ids
      after = next
    }
  }

  it('are what a plain look at every view finds, whatever happened and whatever is asked', async () => {
    const lost = new Set<string>()
    const facts = fc.array(anyQuery, { minLength: 20, maxLength: 20 })
    const property = fc.asyncProperty(anyLog, facts, async (log, queries) => {
      const set = await store().toWrite(lost)
      lost.add(set.name)
      const batch = batchOf(tell.recorded(log))
      await set.write(batch)
      await store().serve(set.name)
      for (const query of queries) {
        expect(await listed(query)).toEqual(naiveList(batch.views, query).map(({ id }) => id))
      }
    })
    await fc.assert(property, { numRuns: 6 })
  })

  it('say where they end, and nothing when nothing follows', async () => {
    const scenes = [newScene(), newScene()]
    await (await servedSet(store())).write(
      batchOf(tell.recorded(scenes.map((scene) => tell.submitted(scene)))),
    )
    expect((await page({ limit: 2 })).next).toBeUndefined()
    expect((await page({ limit: 1 })).next).toEqual({ sequence: 2 })
    expect((await page({ limit: 1, sort: 'updatedAt' })).next).toEqual({ sequence: 1 })
    expect((await page({ limit: 1, sort: 'title' })).next).toMatchObject({
      sequence: 1,
      title: expect.any(String),
    })
  })

  /** Five episodes; and something that happens to each of them in turn, the oldest first. */
  async function fiveChanging() {
    const set = await servedSet(store())
    const scenes = Array.from({ length: 5 }, () => newScene())
    let log = tell.recorded(scenes.map((scene) => tell.submitted(scene)))
    await set.write(batchOf(log))
    let turn = 0
    async function change() {
      const scene = scenes[turn++]
      if (!scene) return
      log = tell.recorded([tell.started(scene)], { after: log.at(-1)?.sequence ?? 0 })
      await append(set, scene, log)
    }
    return { ids: scenes.map(idOf), change }
  }

  it('show each episode once in the order of creation, up and down, while all of them change', async () => {
    const { ids, change } = await fiveChanging()
    expect(await listed({ sort: 'createdAt', limit: 2 }, change)).toEqual(ids)
    expect(await listed({ sort: '-createdAt', limit: 2 }, change)).toEqual(ids.toReversed())
  })

  it('miss nothing in the order of change, upwards, and show again what changed', async () => {
    const { ids, change } = await fiveChanging()
    const seen = await listed({ sort: 'updatedAt', limit: 2 }, change)
    expect(new Set(seen)).toEqual(new Set(ids))
    expect(seen.length).toBeGreaterThan(5)
  })

  it('repeat nothing in the order of change, downwards, and miss what moved to the front', async () => {
    const { ids, change } = await fiveChanging()
    const seen = await listed({ sort: '-updatedAt', limit: 2 }, change)
    expect(seen).toEqual([...new Set(seen)])
    expect(seen).toEqual(ids.slice(1).toReversed())
  })

  async function append(set: ViewSet, { episode }: Scene, log: ReturnType<typeof tell.recorded>) {
    const last = log.at(-1)
    if (!last) throw new Error('a batch has a fact')
    const place = { epoch: 'first', sequence: last.sequence, id: last.event.id }
    await set.write({ ...fold(await set.episodes([episode]), log), place })
  }
}
