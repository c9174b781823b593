import { newScene, type Scene } from '@soundmill/events/examples'
import { describe, expect, it } from 'vitest'
import { say, seen } from '../testing/status.ts'
import * as tell from '../testing/story.ts'
import { statusTold, useNats } from '../testing/told.ts'
import { DeadLetterJson } from './dead-letter-json.ts'
import { DeadLettersPage } from './dead-letters.ts'

const nats = useNats()

const unreadable = (scene: Scene) => {
  const event = tell.gaveUp(scene)
  const reason = 'nobody can read what was submitted'
  return { ...event, data: { outcome: 'failed' as const, code: 'unreadable_event', reason } }
}

describe('dead letters', () => {
  it('are the episodes whose newest job gave up or could not be read, newest first', async () => {
    const [gaveUp, unread, failed, other] = [newScene(), newScene(), newScene(), newScene('other')]
    const { read } = await statusTold(
      nats(),
      ...[gaveUp, failed, other].map((scene) => tell.submitted(scene)),
      tell.gaveUp(gaveUp),
      tell.failed(failed),
      tell.gaveUp(other),
      unreadable(unread),
    )
    const jobs = async (query: string) =>
      (await read(DeadLettersPage, `/v1/dead-letters${query}`)).deadLetters.map(({ job }) => job)
    expect(await jobs('')).toEqual([unread.job, other.job, gaveUp.job])
    expect(await jobs('?show=other')).toEqual([other.job])
    expect(await jobs('?show=nothing')).toEqual([])
  })

  it('tell why, with attempts and the last the tool printed, and where to go from there', async () => {
    const scene = newScene()
    const { read, said } = await statusTold(
      nats(),
      tell.submitted(scene, { title: 'Käse' }),
      tell.started(scene, 1),
      tell.attemptFailed(scene, 1, 'stalled'),
      tell.started(scene, 2),
      tell.gaveUp(scene),
    )
    const self = `/v1/dead-letters/${scene.job}`
    const letter = await read(DeadLetterJson, self)
    expect(letter).toMatchObject({
      ...{ ...scene, title: 'Käse', filename: 'Folge 12 – Käse.flac', lane: 'normal' },
      ...{ code: 'gave_up', reason: 'five workers were lost', logTail: 'oops' },
      since: said.at(-1)?.event.time,
      attempts: [
        { attempt: 1, state: 'failed', code: 'stalled', strikes: 0 },
        { attempt: 2, state: 'abandoned', strikes: 1 },
      ],
      links: { self, requeue: `${self}/requeue`, timeline: `/v1/episodes/${scene.episode}/timeline` },
    })
    const { deadLetters } = await read(DeadLettersPage, '/v1/dead-letters')
    expect(deadLetters).toEqual([letter])
  })

  it('are there without a name where nobody could read what was submitted', async () => {
    const scene = newScene()
    const { read } = await statusTold(nats(), unreadable(scene))
    const letter = await read(DeadLetterJson, `/v1/dead-letters/${scene.job}`)
    expect(letter).toMatchObject({ ...scene, code: 'unreadable_event', attempts: [] })
    expect(letter).not.toHaveProperty('filename')
  })

  it('leave the list when they are sent through again, or their episode is deleted', async () => {
    const [again, gone] = [newScene(), newScene()]
    const { read, get, around, status } = await statusTold(
      nats(),
      ...[again, gone].map((scene) => tell.submitted(scene)),
      ...[again, gone].map((scene) => tell.gaveUp(scene)),
    )
    expect((await read(DeadLettersPage, '/v1/dead-letters')).deadLetters).toHaveLength(2)
    const next = tell.submitted(tell.nextJob(again), { retryOf: again.job })
    await seen(status, again.episode, await say(around, next, tell.deleted(gone)))
    expect(await read(DeadLettersPage, '/v1/dead-letters')).toEqual({ deadLetters: [] })
    for (const { job } of [again, gone, newScene()]) {
      expect(await get(`/v1/dead-letters/${job}`)).toMatchObject({
        status: 404,
        body: { code: 'not_found' },
      })
    }
  })

  it('come page by page, each once, of both kinds', async () => {
    const scenes = Array.from({ length: 7 }, () => newScene())
    const { read, get } = await statusTold(
      nats(),
      ...scenes.map((scene, at) => (at % 3 === 0 ? unreadable(scene) : tell.submitted(scene))),
      ...scenes.flatMap((scene, at) => (at % 3 === 0 ? [] : [tell.gaveUp(scene)])),
    )
    const jobs: string[] = []
    let cursor: string | undefined
    do {
      const path = `/v1/dead-letters?limit=2${cursor === undefined ? '' : `&cursor=${cursor}`}`
      const page = await read(DeadLettersPage, path)
      jobs.push(...page.deadLetters.map(({ job }) => job))
      cursor = page.next
    } while (cursor !== undefined)
    expect(jobs).toEqual(scenes.map(({ job }) => job).reverse())
    expect(await get('/v1/dead-letters?cursor=nonsense')).toMatchObject({ status: 400 })
  })
})
