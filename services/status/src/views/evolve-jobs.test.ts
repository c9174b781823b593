import { newScene, type Scene } from '@soundmill/events/examples'
import { describe, expect, it } from 'vitest'
import * as tell from '../testing/story.ts'
import { latestJob, viewOf } from '../testing/story-view.ts'
import { jobOf } from './episode-view.ts'

describe('several jobs of an episode', () => {
  const first = newScene()
  const second = tell.nextJob(first)
  const published = [tell.submitted(first), tell.started(first), tell.succeeded(first)]

  it('show the state of the latest, while clients keep what is published', () => {
    const view = viewOf([...published, tell.submitted(second, { retryOf: first.job })])
    expect(view).toMatchObject({ state: 'waiting', latest: second.job, published: first.job })
    expect(latestJob(view)?.submission?.retryOf).toBe(first.job)
  })

  it('never lose the published one to a later one that failed', () => {
    const view = viewOf([...published, tell.submitted(second), tell.started(second), tell.failed(second)])
    expect(view).toMatchObject({ state: 'finished', latest: second.job, published: first.job })
  })

  it('publish by the order of their `submitted`, not by that of their success', () => {
    const view = viewOf([
      tell.submitted(first),
      tell.submitted(second),
      tell.started(second),
      tell.succeeded(second),
      tell.started(first),
      tell.succeeded(first),
    ])
    expect(view).toMatchObject({ latest: second.job, published: second.job })
  })

  it('take the title from the newest spec that travels in its event, and sources from the first', () => {
    const byReference = { spec: { blob: 'source/spec.json', sha256: 'e'.repeat(64) } }
    const otherSources = { sources: [] }
    const story = [
      tell.submitted(first, { title: 'old' }),
      tell.submitted(second, { title: 'new', ...otherSources }),
    ]
    expect(viewOf(story)).toMatchObject({ title: 'new', sources: [{ mediaType: 'audio/flac' }] })
    const later = tell.nextJob(first)
    expect(viewOf([...story, tell.submitted(later, byReference)]).title).toBe('new')
    const titled = { spec: { ...byReference.spec, title: 'newest' } }
    expect(viewOf([...story, tell.submitted(later, titled)]).title).toBe('newest')
  })

  it('are kept in short when there are many and they are over, but never the published one', () => {
    const jobs: Scene[] = Array.from({ length: 100 }, () => tell.nextJob(first))
    const failures = jobs.flatMap((job) => [tell.submitted(job), tell.started(job), tell.failed(job)])
    const view = viewOf([...published, ...failures])
    expect(view.jobs).toHaveLength(101)
    expect(jobOf(view, first.job)?.artifacts).toHaveLength(1)
    expect(view.jobs[1]).toMatchObject({ attempts: [], status: { outcome: 'failed', code: 'corrupt_input' } })
    expect(view.jobs[1]?.submission).not.toHaveProperty('spec')
    expect(latestJob(view)?.attempts).toHaveLength(1)
  })
})
