import { newScene } from '@soundmill/events/examples'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { aFactOf } from '../testing/any-fact.ts'
import * as tell from '../testing/story.ts'
import { fold } from './fold.ts'

const RUNS = { numRuns: 2_000 }
const episodes = [newScene('one'), newScene('two')]
const scenes = episodes.flatMap((scene) => [scene, tell.nextJob(scene)])
const aLog = fc.array(aFactOf(scenes), { maxLength: 40 }).map((events) => tell.recorded(events))
type Log = ReturnType<typeof tell.recorded>

/** The log once an operator has taken out what was said of the jobs of erased episodes, before or after. */
function purged(log: Log): Log {
  const erased = new Set(log.flatMap(({ event }) => (event.fact === 'erased' ? [event.episode] : [])))
  return log.filter(({ event }) => !erased.has(event.episode) || !('job' in event))
}

const erasedAtOf = (log: Log, episode: string) =>
  log.findLast(({ event }) => event.fact === 'erased' && event.episode === episode)?.sequence

describe('an episode that was erased, whatever was said of it in whatever order', () => {
  it('gives the same view from the log it was erased from as from what is left of it', () => {
    fc.assert(
      fc.property(aLog, (log) => {
        const ordered = (views: ReturnType<typeof fold>['views']) =>
          views.toSorted((a, b) => a.id.localeCompare(b.id))
        expect(JSON.stringify(ordered(fold([], purged(log)).views))).toBe(
          JSON.stringify(ordered(fold([], log).views)),
        )
      }),
      RUNS,
    )
  })

  it('leaves nothing of the facts before in the timeline, and marks all that comes after as late', () => {
    fc.assert(
      fc.property(aLog, (log) => {
        const { entries, views } = fold([], log)
        for (const { episode } of episodes) {
          const at = erasedAtOf(log, episode)
          if (at === undefined) continue
          const own = entries.filter((entry) => entry.episode === episode)
          expect(own.every(({ sequence, late }) => sequence >= at && late === sequence > at)).toBe(true)
          const view = views.find(({ id }) => id === episode)
          expect(view).toMatchObject({ state: 'deleted', sequence: at, jobs: [], sources: [] })
          expect(view).not.toHaveProperty('title')
        }
      }),
      RUNS,
    )
  })
})
