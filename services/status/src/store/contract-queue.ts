import { exampleOf, newScene, type Scene } from '@soundmill/events/examples'
import { expect, it } from 'vitest'
import * as tell from '../testing/story.ts'
import { batchOf, servedSet } from './contract-steps.ts'
import type { StatusStore, Views } from './index.ts'

type Story = Parameters<typeof tell.recorded>[0]

const urgent = (scene: Scene) => tell.submitted(scene, { lane: 'urgent' })

/** Queue, throughput and dead letters, the same from every adapter. */
export function queueContract(store: () => StatusStore) {
  const told = async (...story: Story) => (await servedSet(store())).write(batchOf(tell.recorded(story)))
  const ask = <T>(question: (views: Views) => Promise<T>) => store().read(question)
  const open = async (lane: string, limit = 10) =>
    (await ask((views) => views.openJobs({ lane, limit }))).map(({ job }) => job)
  const ended = async (show?: string, limit = 10) =>
    (await ask((views) => views.endedJobs({ show, limit }))).map(({ job }) => job)

  it('find the open jobs of a lane, oldest first, with what an estimate needs', async () => {
    const [first, second, third, over] = [newScene(), newScene('two'), newScene(), newScene()]
    await told(
      tell.submitted(first),
      urgent(second),
      tell.submitted(third),
      tell.submitted(over),
      tell.started(third),
      tell.inspected(third),
      tell.canceled(over),
    )
    expect(await open('normal')).toEqual([first.job, third.job])
    expect(await open('urgent')).toEqual([second.job])
    expect(await open('normal', 1)).toEqual([first.job])
    const [source] = exampleOf('submitted').data.sources
    const size = { bytes: source?.bytes, mediaType: source?.mediaType }
    expect(await ask((views) => views.openJobs({ lane: 'normal', limit: 10 }))).toEqual([
      {
        ...{ ...first, lane: 'normal', sequence: 1, state: 'waiting', since: tell.timeAt(1) },
        ...size,
      },
      {
        ...{ ...third, lane: 'normal', sequence: 3, state: 'running', since: tell.timeAt(3) },
        ...{
          startedAt: tell.timeAt(5),
          attempt: 1,
          worker: 'worker-1',
          inspectedAt: tell.timeAt(6),
          durationSeconds: 11.008,
          ...size,
        },
      },
    ])
  })

  it('find every open job of an episode, each in its own lane, and none of one that ended', async () => {
    const scene = newScene()
    const [again, another] = [tell.nextJob(scene), newScene()]
    await told(tell.submitted(scene), tell.submitted(another), urgent(again))
    expect(await open('normal')).toEqual([scene.job, another.job])
    expect(await open('urgent')).toEqual([again.job])
    const set = await store().toWrite(new Set())
    const log = tell.recorded([
      tell.submitted(scene),
      tell.submitted(another),
      urgent(again),
      tell.canceled(again),
      tell.canceled(scene),
    ])
    await set.write(batchOf(log))
    expect(await open('normal')).toEqual([another.job])
    expect(await open('urgent')).toEqual([])
  })

  it('find the jobs that ended last, newest end first, of all shows or of one', async () => {
    const [first, second, third] = [newScene('one'), newScene('two'), newScene('one')]
    await told(
      tell.submitted(first),
      tell.submitted(second),
      tell.submitted(third),
      tell.started(third),
      tell.failed(third),
      tell.canceled(second),
      tell.started(first),
      tell.inspected(first),
      tell.succeeded(first),
    )
    expect(await ended()).toEqual([first.job, second.job, third.job])
    expect(await ended('one')).toEqual([first.job, third.job])
    expect(await ended('three')).toEqual([])
    expect(await ended(undefined, 2)).toEqual([first.job, second.job])
    const [newest] = await ask((views) => views.endedJobs({ limit: 1 }))
    expect(newest).toMatchObject({
      ...{ ...first, outcome: 'succeeded', submittedAt: tell.timeAt(1), startedAt: tell.timeAt(7) },
      ...{ inspectedAt: tell.timeAt(8), endedAt: tell.timeAt(9), attempts: 1, durationSeconds: 11.008 },
    })
  })

  it('count episodes by state, outcome and code, of all shows or of one', async () => {
    const [waiting, failed, too, done, gone] = ['one', 'one', 'two', 'two', 'two'].map((show) =>
      newScene(show),
    )
    if (!waiting || !failed || !too || !done || !gone) throw new Error('five scenes')
    await told(
      ...[waiting, failed, too, done, gone].map((scene) => tell.submitted(scene)),
      ...[failed, too, done].map((scene) => tell.started(scene)),
      ...[failed, too].map((scene) => tell.failed(scene)),
      tell.succeeded(done),
      tell.canceled(gone),
      tell.deleted(gone),
    )
    const counts = async (show?: string) => new Set(await ask((views) => views.counts({ show })))
    const corrupt = { state: 'finished', outcome: 'failed', code: 'corrupt_input' }
    const rest = [
      { state: 'finished', outcome: 'succeeded', episodes: 1 },
      { state: 'deleted', outcome: 'canceled', code: 'canceled', episodes: 1 },
    ]
    const first = { state: 'waiting', episodes: 1 }
    expect(await counts()).toEqual(new Set([first, { ...corrupt, episodes: 2 }, ...rest]))
    expect(await counts('two')).toEqual(new Set([{ ...corrupt, episodes: 1 }, ...rest]))
    expect(await counts('three')).toEqual(new Set())
  })

  it('find an episode by its latest job, also where nobody could read what was submitted', async () => {
    const [scene, unread] = [newScene(), newScene()]
    const again = tell.nextJob(scene)
    await told(tell.submitted(scene), tell.submitted(again), tell.failed(unread, 1, 'unreadable_event'))
    const found = (job: string) => ask(async (views) => (await views.byLatestJob(job))?.id)
    expect(await found(again.job)).toBe(scene.episode)
    expect(await found(scene.job)).toBeUndefined()
    expect(await found(unread.job)).toBe(unread.episode)
    expect(await found(newScene().job)).toBeUndefined()
  })
}
