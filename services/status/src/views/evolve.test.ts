import { newScene } from '@soundmill/events/examples'
import { describe, expect, it } from 'vitest'
import * as tell from '../testing/story.ts'
import { latestJob, viewOf } from '../testing/story-view.ts'
import { evolve } from './evolve.ts'

describe('an episode from beginning to end', () => {
  const scene = newScene()

  it('waits when it was submitted, and is known by what was submitted', () => {
    const view = viewOf([tell.submitted(scene, { title: 'Käse' })])
    expect(view).toMatchObject({ id: scene.episode, show: scene.show, state: 'waiting', title: 'Käse' })
    expect(view.sources[0]?.filename).toBe('Folge 12 – Käse.flac')
    expect(view).not.toHaveProperty('published')
    expect(latestJob(view)).toMatchObject({
      id: scene.job,
      sequence: 1,
      submission: { at: '2026-01-01T00:00:01.000Z', lane: 'normal', principal: 'anonymous' },
    })
  })

  it('runs when a worker took it up, and shows what the run has made so far', () => {
    const view = viewOf([
      tell.submitted(scene),
      tell.started(scene),
      tell.inspected(scene),
      tell.rendered(scene, 1, 'episode.mp3'),
      tell.rendered(scene, 1, 'waveform.json'),
    ])
    expect(view.state).toBe('running')
    expect(latestJob(view)?.attempts).toMatchObject([{ attempt: 1, state: 'running', worker: 'worker-1' }])
    expect(latestJob(view)?.inspections[0]?.codec).toBe('flac')
    expect(latestJob(view)?.artifacts.map(({ name }) => name)).toEqual(['episode.mp3', 'waveform.json'])
  })

  it('is published when its job succeeded, with the artifacts of the manifest and no others', () => {
    const view = viewOf([
      tell.submitted(scene),
      tell.started(scene),
      tell.inspected(scene),
      tell.rendered(scene, 1, 'left-over.mp3'),
      tell.succeeded(scene, 1, ['episode.mp3']),
    ])
    expect(view).toMatchObject({ state: 'finished', published: scene.job, latest: scene.job })
    expect(latestJob(view)?.artifacts).toEqual([tell.artifactOf(scene, 1, 'episode.mp3')])
    expect(latestJob(view)?.attempts[0]).toMatchObject({ state: 'succeeded' })
  })

  it('keeps the code, the reason and the last the tool printed when it failed', () => {
    const view = viewOf([tell.submitted(scene), tell.started(scene), tell.failed(scene)])
    expect(view.state).toBe('finished')
    expect(latestJob(view)?.status).toEqual({
      state: 'finished',
      at: '2026-01-01T00:00:03.000Z',
      outcome: 'failed',
      code: 'corrupt_input',
      reason: 'because of corrupt_input',
      logTail: 'Invalid data found',
    })
    expect(latestJob(view)?.attempts[0]).toMatchObject({ state: 'failed', code: 'corrupt_input' })
  })

  it('can end without ever having begun', () => {
    const view = viewOf([tell.submitted(scene), tell.canceled(scene)])
    expect(view.state).toBe('finished')
    expect(latestJob(view)).toMatchObject({ attempts: [], status: { outcome: 'canceled', code: 'canceled' } })
  })

  it('leaves a tombstone when it was deleted, whatever its jobs say afterwards', () => {
    const view = viewOf([
      tell.submitted(scene),
      tell.started(scene),
      tell.deleted(scene),
      tell.canceled(scene, 'episode_deleted'),
    ])
    expect(view).toMatchObject({ state: 'deleted', deletedAt: '2026-01-01T00:00:03.000Z' })
    expect(latestJob(view)?.status).toMatchObject({ outcome: 'canceled', code: 'episode_deleted' })
  })

  it('is a tombstone too when all but its deletion was erased from the log', () => {
    expect(viewOf([tell.deleted(scene)])).toMatchObject({ id: scene.episode, state: 'deleted', jobs: [] })
  })
})

describe('facts without effect', () => {
  const scene = newScene()
  const story = [tell.submitted(scene), tell.started(scene), tell.succeeded(scene)]

  it('include every fact of a job after its outcome, a second outcome too', () => {
    const late = [tell.started(scene, 2), tell.rendered(scene, 1), tell.failed(scene), tell.canceled(scene)]
    expect(viewOf([...story, ...late])).toEqual(viewOf(story))
  })

  it('include another `submitted` of the same job', () => {
    const view = viewOf([
      tell.submitted(scene, { title: 'the first' }),
      tell.submitted(scene, { title: 'another' }),
    ])
    expect(view).toMatchObject({ title: 'the first', sequence: 1 })
  })

  it('include a fact that was seen before', () => {
    const view = viewOf(story)
    for (const seen of tell.recorded(story)) expect(evolve(view, seen)).toBe(view)
  })

  it('include those of a run nobody saw start', () => {
    const view = viewOf([tell.submitted(scene), tell.rendered(scene), tell.inspected(scene)])
    expect(latestJob(view)).toMatchObject({ status: { state: 'waiting' }, artifacts: [], inspections: [] })
  })
})

describe('a job whose `submitted` could not be read', () => {
  const scene = newScene()

  it('is told of all the same, for its outcome is waited for', () => {
    const view = viewOf([tell.gaveUp(scene)])
    expect(view).toMatchObject({ id: scene.episode, state: 'finished', latest: scene.job, sources: [] })
    expect(latestJob(view)).not.toHaveProperty('submission')
  })

  it('takes its rank from its `submitted` when that turns up', () => {
    const other = tell.nextJob(scene)
    const view = viewOf([tell.started(scene), tell.submitted(other), tell.submitted(scene)])
    expect(view.jobs.map(({ id }) => id)).toEqual([other.job, scene.job])
    expect(latestJob(view)).toMatchObject({ id: scene.job, sequence: 3, status: { state: 'running' } })
  })
})
