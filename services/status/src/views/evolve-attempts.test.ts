import { newScene } from '@soundmill/events/examples'
import { describe, expect, it } from 'vitest'
import * as tell from '../testing/story.ts'
import { latestJob, viewOf } from '../testing/story-view.ts'

describe('attempts', () => {
  const scene = newScene()

  it('are counted, each with how it ended, and the job says when the next one comes', () => {
    const view = viewOf([
      tell.submitted(scene),
      tell.started(scene, 1),
      tell.rendered(scene, 1),
      tell.attemptFailed(scene, 1, 'stalled'),
    ])
    expect(view.state).toBe('retrying')
    expect(latestJob(view)).toMatchObject({
      status: { state: 'retrying', retryAt: '2026-01-01T00:00:00.000Z' },
      attempts: [{ attempt: 1, state: 'failed', code: 'stalled', logTail: 'oops' }],
      artifacts: [],
    })
  })

  it('are abandoned when a later one began before they said how they ended', () => {
    const view = viewOf([tell.submitted(scene), tell.started(scene, 1), tell.started(scene, 2)])
    expect(latestJob(view)?.attempts).toMatchObject([
      { attempt: 1, state: 'abandoned', endedAt: '2026-01-01T00:00:03.000Z' },
      { attempt: 2, state: 'running', strikes: 1 },
    ])
  })

  it('begin with nothing made, but keep what was measured in the sources', () => {
    const view = viewOf([
      tell.submitted(scene),
      tell.started(scene, 1),
      tell.inspected(scene, 1),
      tell.rendered(scene, 1),
      tell.started(scene, 2),
    ])
    expect(latestJob(view)?.artifacts).toEqual([])
    expect(latestJob(view)?.inspections).toHaveLength(1)
  })

  it('that were overtaken are not listened to any more', () => {
    const story = [tell.submitted(scene), tell.started(scene, 1), tell.started(scene, 2)]
    const late = [tell.rendered(scene, 1), tell.inspected(scene, 1), tell.attemptFailed(scene, 1)]
    expect(viewOf([...story, ...late])).toEqual(viewOf(story))
  })

  it('that ended are not listened to any more either', () => {
    const story = [tell.submitted(scene), tell.started(scene, 1), tell.attemptFailed(scene, 1)]
    expect(viewOf([...story, tell.rendered(scene, 1)])).toEqual(viewOf(story))
  })

  it('may end the job even when overtaken: what was said once stands', () => {
    const view = viewOf([
      tell.submitted(scene),
      tell.started(scene, 1),
      tell.started(scene, 2),
      tell.succeeded(scene, 1),
    ])
    expect(latestJob(view)?.attempts).toMatchObject([
      { attempt: 1, state: 'succeeded' },
      { attempt: 2, state: 'abandoned' },
    ])
    expect(view.published).toBe(scene.job)
  })

  it('are kept to the newest ten, however often a job is tried', () => {
    const tries = Array.from({ length: 50 }, (_, n) => [
      tell.started(scene, n + 1),
      tell.attemptFailed(scene, n + 1),
    ])
    const view = viewOf([tell.submitted(scene), ...tries.flat(), tell.gaveUp(scene)])
    expect(latestJob(view)?.attempts.map(({ attempt }) => attempt)).toEqual([
      41, 42, 43, 44, 45, 46, 47, 48, 49, 50,
    ])
  })
})
