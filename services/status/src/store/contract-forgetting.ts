import { newScene, type Scene } from '@soundmill/events/examples'
import { expect, it } from 'vitest'
import * as tell from '../testing/story.ts'
import { fold } from '../views/fold.ts'
import { batchOf, servedSet } from './contract-steps.ts'
import type { StatusStore } from './index.ts'

/** An episode is erased: of what was before nothing is left, whoever wrote it and when. */
export function forgettingContract(store: () => StatusStore) {
  const everything = () =>
    store().read(async (views) => ({
      timeline: await views.timeline({ after: 0, limit: 100 }),
      tombstones: (await views.page({ state: 'deleted', limit: 100 })).views,
      others: (await views.page({ limit: 100 })).views,
    }))

  /** One episode is erased while another goes on. */
  function story(gone: Scene, other: Scene) {
    return tell.recorded([
      tell.submitted(gone, { title: 'private' }),
      tell.submitted(other),
      tell.started(gone),
      tell.canceled(gone, 'episode_deleted'),
      tell.deleted(gone),
      tell.erased(gone),
      tell.started(other),
      // Of a run that was overtaken, and never heard so.
      tell.rendered(gone),
    ])
  }

  it('leaves what somebody has who was told only afterwards', async () => {
    const [gone, other] = [newScene(), newScene()]
    const log = story(gone, other)
    const set = await servedSet(store())
    for (const fact of log) {
      const place = { epoch: 'first', sequence: fact.sequence, id: fact.event.id }
      await set.write({ ...fold(await set.episodes([fact.event.episode]), [fact]), place })
    }
    const live = await everything()

    // What is left in the log: `deleted`, `erased`, and what was said later.
    const left = log.filter(({ event, sequence }) => event.episode === other.episode || sequence >= 5)
    const next = await store().toWrite(new Set([set.name]))
    await next.write(batchOf(left))
    await store().serve(next.name)
    expect(await everything()).toEqual(live)
    expect(live.timeline.map(({ sequence }) => sequence)).toEqual([2, 6, 7, 8])
    expect(live.tombstones).toMatchObject([{ id: gone.episode, firstSequence: 6, sources: [], jobs: [] }])
    expect(JSON.stringify(live)).not.toContain('private')
    const ofGone = { episode: gone.episode, after: 0, limit: 100 }
    const entries = await store().read((views) => views.timeline(ofGone))
    expect(entries.map(({ sequence }) => sequence)).toEqual([6, 8])
  })

  it('stands against a slower writer, who writes old facts again and then hears of it, too', async () => {
    const [gone, other] = [newScene(), newScene()]
    const log = story(gone, other)
    const set = await servedSet(store())
    await set.write(batchOf(log))
    const whole = await everything()

    await set.write(batchOf(log.slice(0, 4)))
    const place = { epoch: 'first', sequence: 8, id: log[7]?.event.id ?? '' }
    await set.write({ ...fold(await set.episodes([gone.episode, other.episode]), log.slice(4)), place })
    expect(await everything()).toEqual(whole)
  })
}
