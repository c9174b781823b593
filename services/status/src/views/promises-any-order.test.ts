import { newScene } from '@soundmill/events/examples'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { aFactOf } from '../testing/any-fact.ts'
import * as tell from '../testing/story.ts'
import { type EpisodeView, jobOf } from './episode-view.ts'
import { evolve } from './evolve.ts'
import { fold } from './fold.ts'
import type { TimelineEntry } from './timeline-entry.ts'

const RUNS = { numRuns: 2_000 }

const one = newScene()
const scenes = [one, tell.nextJob(one), tell.nextJob(one)]
const aLog = fc.array(aFactOf(scenes), { maxLength: 40 }).map((events) => tell.recorded(events))
type Log = ReturnType<typeof tell.recorded>

/** Every view there ever was of the episode, oldest first. */
function livesOf(log: Log): EpisodeView[] {
  const views: EpisodeView[] = []
  for (const fact of log) views.push(evolve(views.at(-1), fact))
  return views
}

function expectKept(before: EpisodeView | undefined, after: EpisodeView): void {
  const was = before && publishedOf(before)
  if (!was || after.erasedAt !== undefined) return
  const [kept, is] = [jobOf(after, was.id), publishedOf(after)]
  expect(kept).toMatchObject({ artifacts: was.artifacts, findings: was.findings })
  if (is?.id !== was.id) expect(is?.sequence).toBeGreaterThan(kept?.sequence ?? 0)
}

const publishedOf = (view: EpisodeView) => jobOf(view, view.published)

describe('a published result, whatever is said in whatever order', () => {
  it('never changes, and only a newer job that succeeded takes its place, or an erasure', () => {
    fc.assert(
      fc.property(aLog, (log) => {
        const views = livesOf(log)
        for (const [index, view] of views.slice(1).entries()) expectKept(views[index], view)
      }),
      RUNS,
    )
  })

  it('is what its own `finished` named, and nothing else', () => {
    fc.assert(
      fc.property(aLog, (log) => {
        for (const view of livesOf(log)) {
          const job = publishedOf(view)
          if (!job) continue
          const said = log.find(({ event }) => event.fact === 'finished' && event.job === job.id)?.event
          expect(said?.data).toMatchObject({ outcome: 'succeeded', artifacts: job.artifacts })
        }
      }),
      RUNS,
    )
  })
})

/** What a job has come to by the facts that were in time. Throws when one of them is not legal there. */
function expectLegal(entries: TimelineEntry[]): void {
  let [ended, submitted, attempt] = [false, false, 0]
  for (const { event } of entries) {
    // One that could not be read at its time may turn up whenever somebody says it again.
    if (event.fact === 'submitted') {
      expect(submitted).toBe(false)
      submitted = true
      continue
    }
    expect(ended).toBe(false)
    if (event.fact === 'started') {
      expect(event.data.attempt).toBeGreaterThan(attempt)
      attempt = event.data.attempt
    }
    ended = event.fact === 'finished'
  }
}

describe('the facts of a job that are not marked late', () => {
  it('are legal in the order of its states, whatever else is said', () => {
    fc.assert(
      fc.property(aLog, (log) => {
        const inTime = fold([], log).entries.filter(({ late }) => !late)
        for (const { job } of scenes) {
          expectLegal(inTime.filter(({ event }) => 'job' in event && event.job === job))
        }
      }),
      RUNS,
    )
  })

  it('are all there is to the view: without the late ones it is the same', () => {
    fc.assert(
      fc.property(aLog, (log) => {
        const late = new Set(
          fold([], log)
            .entries.filter((entry) => entry.late)
            .map(({ sequence }) => sequence),
        )
        const without = log.filter(({ sequence }) => !late.has(sequence))
        expect(livesOf(without).at(-1)).toEqual(livesOf(log).at(-1))
      }),
      RUNS,
    )
  })
})
