import { newScene } from '@soundmill/events/examples'
import { describe, expect, it } from 'vitest'
import * as tell from '../testing/story.ts'
import { fold } from './fold.ts'

const scene = newScene()

describe('folding a batch', () => {
  it('gives the newest view of every episode that changed, and an entry for each fact', () => {
    const other = newScene()
    const batch = tell.recorded([tell.submitted(scene), tell.submitted(other), tell.started(scene)])
    const { views, entries } = fold([], batch)
    expect(views.map(({ id, sequence }) => [id, sequence])).toEqual([
      [scene.episode, 3],
      [other.episode, 2],
    ])
    expect(entries.map(({ sequence, episode }) => [sequence, episode])).toEqual([
      [1, scene.episode],
      [2, other.episode],
      [3, scene.episode],
    ])
  })

  it('goes on from the views known before, and leaves out what they have seen', () => {
    const story = tell.recorded([tell.submitted(scene), tell.started(scene), tell.succeeded(scene)])
    const before = fold([], story.slice(0, 2)).views
    const { views, entries } = fold(before, story)
    expect(views).toEqual(fold([], story).views)
    expect(entries.map(({ sequence }) => sequence)).toEqual([3])
  })

  it('names attempt and worker of every fact of a run', () => {
    const batch = tell.recorded([
      tell.submitted(scene),
      tell.started(scene, 1),
      tell.started(scene, 2),
      tell.rendered(scene, 2),
      tell.succeeded(scene, 2),
      tell.canceled(scene),
    ])
    const entries = fold([], batch).entries
    expect(entries.map(({ attempt, worker }) => [attempt, worker])).toEqual([
      [undefined, undefined],
      [1, 'worker-1'],
      [2, 'worker-2'],
      [2, 'worker-2'],
      [2, 'worker-2'],
      [undefined, undefined],
    ])
  })

  it('marks as late what came when it was decided already, and nothing else', () => {
    const story = {
      submitted: tell.submitted(scene),
      'first run': tell.started(scene, 1),
      'second run': tell.started(scene, 2),
      'late: overtaken': tell.rendered(scene, 1),
      'late: submitted again': tell.submitted(scene, { lane: 'urgent' }),
      outcome: tell.succeeded(scene, 2),
      'late: after the outcome': tell.attemptFailed(scene, 2),
      'late: another outcome': tell.canceled(scene),
      deleted: tell.deleted(scene),
      'late: deleted again': tell.deleted(scene),
    }
    const { entries } = fold([], tell.recorded(Object.values(story)))
    const marks = Object.keys(story).map((what, at) => [what, entries[at]?.late])
    expect(marks).toEqual(Object.keys(story).map((what) => [what, what.startsWith('late')]))
  })

  it('forgets what was before an episode was erased, and says so whenever it hears of it', () => {
    const other = newScene()
    const story = tell.recorded([
      tell.submitted(scene),
      tell.submitted(other),
      tell.deleted(scene),
      tell.erased(scene),
      tell.rendered(scene),
    ])
    const folded = fold([], story)
    const forgotten = [{ episode: scene.episode, before: 4 }]
    expect(folded.forgotten).toEqual(forgotten)
    expect(folded.entries.map(({ sequence, late }) => [sequence, late])).toEqual([
      [2, false],
      [4, false],
      [5, true],
    ])
    expect(fold(folded.views, story.slice(0, 4))).toEqual({ views: [], entries: [], forgotten })
  })

  it('does not call a fact late whose job or run nobody heard of before: it is not that it came too late', () => {
    const { entries } = fold([], tell.recorded([tell.rendered(scene, 1), tell.submitted(scene)]))
    expect(entries.map(({ late }) => late)).toEqual([false, false])
  })
})
