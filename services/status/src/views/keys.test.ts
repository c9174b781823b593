import { newScene } from '@soundmill/events/examples'
import { describe, expect, it } from 'vitest'
import * as tell from '../testing/story.ts'
import { viewOf } from '../testing/story-view.ts'
import { keysOf } from './keys.ts'

const scene = newScene()
const again = tell.nextJob(scene)
const keysAfter = (...events: Parameters<typeof viewOf>[0]) => keysOf(viewOf(events))

describe('the keys of an episode', () => {
  it('say how the latest job ended, what the published one noticed, and which jobs are open', () => {
    const keys = keysAfter(
      tell.submitted(scene, { title: 'Über Käse' }),
      tell.started(scene),
      tell.inspected(scene),
      tell.succeeded(scene),
      tell.submitted(again, { lane: 'urgent', title: 'Über Käse' }),
      tell.started(again),
    )
    expect(keys).toMatchObject({
      show: 'my-show',
      state: 'running',
      lane: 'urgent',
      preset: 'podcast',
      findings: [],
      words: ['uber', 'kase', 'folge', '12', 'flac'],
      open: [{ job: again.job, lane: 'urgent', sequence: 5, state: 'running', bytes: 1_152_693 }],
    })
    expect(keys).not.toHaveProperty('outcome')
    expect(keys).not.toHaveProperty('ended')
    expect(keys.open[0]).toMatchObject({ since: tell.timeAt(5), startedAt: tell.timeAt(6) })
  })

  it('tell how long the job that ended took, and what it was made of', () => {
    const keys = keysAfter(
      tell.submitted(scene),
      tell.started(scene, 1),
      tell.attemptFailed(scene, 1),
      tell.started(scene, 2),
      tell.inspected(scene, 2),
      tell.failed(scene, 2, 'internal'),
    )
    expect(keys).toMatchObject({ outcome: 'failed', code: 'internal', findings: ['clipping'], open: [] })
    expect(keys.ended).toEqual({
      job: scene.job,
      lane: 'normal',
      sequence: 1,
      outcome: 'failed',
      code: 'internal',
      submittedAt: tell.timeAt(1),
      startedAt: tell.timeAt(4),
      inspectedAt: tell.timeAt(5),
      endedAt: tell.timeAt(6),
      attempts: 2,
      strikes: 1,
      bytes: 1_152_693,
      mediaType: 'audio/flac',
      durationSeconds: 11.008,
    })
  })

  it('name no attempt that ended a job which was canceled or given up', () => {
    const canceled = keysAfter(tell.submitted(scene), tell.started(scene), tell.canceled(scene))
    expect(canceled.ended).toMatchObject({ outcome: 'canceled', attempts: 1 })
    expect(canceled.ended).not.toHaveProperty('startedAt')
    const lost = keysAfter(tell.submitted(scene), tell.started(scene), tell.gaveUp(scene))
    expect(lost).toMatchObject({ code: 'gave_up', ended: { code: 'gave_up' } })
    expect(lost.ended).not.toHaveProperty('startedAt')
  })

  it('know an outcome, but no lane, of a job whose submission nobody could read', () => {
    const keys = keysAfter(tell.failed(scene, 1, 'unreadable_event'))
    expect(keys).toMatchObject({ outcome: 'failed', code: 'unreadable_event', open: [], sortTitle: '' })
    expect(keys).not.toHaveProperty('ended')
    expect(keys).not.toHaveProperty('lane')
  })

  it('forget what a deleted episode was called', () => {
    const keys = keysAfter(tell.submitted(scene, { title: 'private' }), tell.deleted(scene))
    expect(keys).toMatchObject({ state: 'deleted', words: [], sortTitle: '' })
  })

  it('write every time alike, so that their order is that of time', () => {
    const view = viewOf([tell.submitted(scene)])
    expect(keysOf({ ...view, createdAt: '2026-01-01T00:00:00Z' }).createdAt).toBe('2026-01-01T00:00:00.000Z')
    expect(keysOf({ ...view, createdAt: '2026-01-01T00:00:00.1234567Z' }).createdAt).toBe(
      '2026-01-01T00:00:00.123Z',
    )
  })
})
