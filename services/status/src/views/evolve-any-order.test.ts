import { newScene } from '@soundmill/events/examples'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { aFactOf } from '../testing/any-fact.ts'
import * as tell from '../testing/story.ts'
import { EPISODE_STATES, type EpisodeView } from './episode-view.ts'
import { evolve } from './evolve.ts'
import { fold } from './fold.ts'
import type { TimelineEntry } from './timeline-entry.ts'

const RUNS = { numRuns: 2_000 }

const episodes = [newScene('one'), newScene('two')]
const scenes = episodes.flatMap((scene) => [scene, tell.nextJob(scene), tell.nextJob(scene)])

const aLog = fc.array(aFactOf(scenes), { maxLength: 40 }).map((events) => tell.recorded(events))
type Log = ReturnType<typeof tell.recorded>

function viewsOf(log: Log): EpisodeView[] {
  return fold([], log).views.toSorted((a, b) => a.firstSequence - b.firstSequence)
}

function isLegal(view: EpisodeView): void {
  expect(EPISODE_STATES).toContain(view.state)
  expect(view.state === 'deleted').toBe(view.deletedAt !== undefined)
  expect(view.latest).toBe(view.jobs.at(-1)?.id)
  const succeeded = view.jobs.filter(({ status }) => 'outcome' in status && status.outcome === 'succeeded')
  expect(view.published).toBe(succeeded.at(-1)?.id)
  for (const { status, attempts } of view.jobs) {
    const running = attempts.filter(({ state }) => state === 'running')
    expect(running.length).toBe(status.state === 'running' ? 1 : 0)
    expect(attempts.map(({ attempt }) => attempt)).toEqual(attempts.map(({ attempt }) => attempt).sort())
  }
}

describe('facts in any order', () => {
  it('are always folded into something legal', () => {
    fc.assert(
      fc.property(aLog, (log) => viewsOf(log).forEach(isLegal)),
      RUNS,
    )
  })

  it('change nothing when they come again', () => {
    const withRepeats = aLog.chain((log) =>
      fc.tuple(fc.constant(log), fc.array(fc.nat({ max: Math.max(0, log.length - 1) }), { maxLength: 20 })),
    )
    fc.assert(
      fc.property(withRepeats, ([log, repeats]) => {
        // A follower that starts again goes back some way, and comes forward again.
        const again = [...log, ...repeats.flatMap((back) => log.slice(back))]
        expect(viewsOf(again)).toEqual(viewsOf(log))
        expect(fold(fold([], log).views, log).views).toEqual([])
      }),
      RUNS,
    )
  })

  it('of one episode are folded the same whatever happens to others in between', () => {
    fc.assert(
      fc.property(aLog, (log) => {
        for (const { episode } of episodes) {
          const own = log.filter(({ event }) => event.episode === episode)
          expect(viewsOf(log).filter(({ id }) => id === episode)).toEqual(viewsOf(own))
        }
      }),
      RUNS,
    )
  })

  it('give the same views and the same late marks in batches of any size', () => {
    fc.assert(
      fc.property(aLog, fc.integer({ min: 1, max: 7 }), (log, size) => {
        let views: EpisodeView[] = []
        let entries: TimelineEntry[] = []
        for (let at = 0; at < log.length; at += size) {
          const folded = fold(views, log.slice(at, at + size))
          const changed = new Set(folded.views.map(({ id }) => id))
          views = [...views.filter(({ id }) => !changed.has(id)), ...folded.views]
          entries = [...entries, ...folded.entries].filter(
            ({ episode, sequence }) =>
              !folded.forgotten.some((gone) => gone.episode === episode && sequence < gone.before),
          )
        }
        expect(JSON.stringify(views.toSorted((a, b) => a.firstSequence - b.firstSequence))).toBe(
          JSON.stringify(viewsOf(log)),
        )
        expect(entries).toEqual(fold([], log).entries)
      }),
      RUNS,
    )
  })

  it('never change a view that was handed out', () => {
    fc.assert(
      fc.property(aLog, (log) => {
        const seen = new Map<EpisodeView, string>()
        const views = new Map<string, EpisodeView>()
        for (const fact of log) {
          const view = evolve(views.get(fact.event.episode), fact)
          views.set(view.id, view)
          seen.set(view, seen.get(view) ?? JSON.stringify(view))
        }
        for (const [view, json] of seen) expect(JSON.stringify(view)).toBe(json)
      }),
      { numRuns: 300 },
    )
  })
})
