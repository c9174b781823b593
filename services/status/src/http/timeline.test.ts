import { newScene } from '@soundmill/events/examples'
import { describe, expect, it } from 'vitest'
import * as tell from '../testing/story.ts'
import { statusTold, useNats } from '../testing/told.ts'
import { TimelinePage } from './timeline.ts'

const nats = useNats()

describe('the timeline', () => {
  it('tells every fact in order, page by page, and which came too late', async () => {
    const scene = newScene()
    const { read, said } = await statusTold(
      nats(),
      tell.submitted(scene),
      tell.started(scene, 1),
      tell.started(scene, 2),
      tell.rendered(scene, 1),
      tell.succeeded(scene, 2),
      tell.attemptFailed(scene, 2),
    )
    const path = `/v1/episodes/${scene.episode}/timeline?limit=4`
    const first = await read(TimelinePage, path)
    const second = await read(TimelinePage, `${path}&cursor=${first.next}`)
    expect(second).not.toHaveProperty('next')
    const timeline = [...first.timeline, ...second.timeline]
    expect(timeline.map(({ position }) => position)).toEqual(said.map(({ position }) => position))
    expect(timeline.map(({ fact, attempt, worker, late }) => [fact, attempt, worker, late])).toEqual([
      ['submitted', undefined, undefined, false],
      ['started', 1, 'worker-1', false],
      ['started', 2, 'worker-2', false],
      ['rendered', 1, 'worker-1', true],
      ['finished', 2, 'worker-2', false],
      ['attempt-failed', 2, 'worker-2', true],
    ])
    expect(timeline[0]).toMatchObject({
      job: scene.job,
      source: 'ingest',
      data: { sources: [{ bytes: 1_152_693 }] },
    })
    expect(JSON.stringify(timeline)).not.toContain('"blob"')
  })
})
