import { newScene } from '@soundmill/events/examples'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { batchOf } from '../store/contract-steps.ts'
import type { StatusStore, ViewSet } from '../store/index.ts'
import { openMemoryStore } from '../store/memory.ts'
import { aFactOf } from '../testing/any-fact.ts'
import * as tell from '../testing/story.ts'
import { fold } from '../views/fold.ts'

const scenes = [newScene('one'), newScene('two')].flatMap((scene) => [scene, tell.nextJob(scene)])
const aLog = fc.array(aFactOf(scenes), { minLength: 1, maxLength: 30 }).map((events) => tell.recorded(events))
type Log = ReturnType<typeof tell.recorded>

/** What several writers do: from a place up to another, perhaps one that lies behind what others have written. */
const steps = fc.array(fc.tuple(fc.nat({ max: 29 }), fc.integer({ min: 1, max: 12 })), { maxLength: 8 })

/** As a projector does it: what is known is read, folded, and written. */
async function writeTo(set: ViewSet, facts: Log) {
  const last = facts.at(-1)
  if (!last) return
  const known = await set.episodes([...new Set(facts.map(({ event }) => event.episode))])
  const place = { epoch: 'first', sequence: last.sequence, id: last.event.id }
  await set.write({ ...fold(known, facts), place })
}

/** Everything a store holds, as bytes. */
async function contentOf(store: StatusStore): Promise<string> {
  return store.read(async (views) => {
    const episodes = await Promise.all([...new Set(scenes.map(({ episode }) => episode))].map(views.episode))
    return JSON.stringify({ episodes, timeline: await views.timeline({ after: 0, limit: 100 }) })
  })
}

async function opened() {
  const store = openMemoryStore()
  const set = await store.toWrite(new Set())
  await store.serve(set.name)
  return { store, set }
}

describe('a view that was written by several, in steps of any size, some of them twice', () => {
  it('equals the one that is built from the start at once, byte for byte', async () => {
    await fc.assert(
      fc.asyncProperty(aLog, steps, async (log, written) => {
        const [live, rebuilt] = [await opened(), await opened()]
        let reached = 0
        for (const [from, count] of written) {
          // Nobody begins after a place that was not reached: followers go on from where the set is.
          const begin = Math.min(from, reached)
          await writeTo(live.set, log.slice(begin, begin + count))
          reached = Math.min(log.length, Math.max(reached, begin + count))
        }
        await writeTo(live.set, log.slice(reached))
        await rebuilt.set.write(batchOf(log))
        expect(await contentOf(live.store)).toBe(await contentOf(rebuilt.store))
      }),
      { numRuns: 2_000 },
    )
  })
})
