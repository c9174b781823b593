import type { Recorded } from '@soundmill/event-log'
import { isJobEvent, newId, randomId } from '@soundmill/events'
import { exampleOf, newScene } from '@soundmill/events/examples'
import { type NatsServer, startNatsServer, until } from '@soundmill/test-support'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openEraseWorld } from '../testing/erase-world.ts'
import { type EraseDeps, erase, NotErasableError } from './erase.ts'
import { eraseAll } from './erase-all.ts'

let nats: NatsServer
beforeAll(async () => {
  nats = await startNatsServer()
})
afterAll(() => nats.stop())

const setup = () => openEraseWorld(nats.url)

describe('erasing a deleted episode', () => {
  it('leaves nothing of it but that it was deleted and erased, and others as they are', async () => {
    const { deletedEpisode, run, factsOf, files, events } = await setup()
    const { episode, show } = await deletedEpisode()
    const other = newScene()
    await events.append(exampleOf('submitted', other))
    expect(await run(episode)).toEqual({ show, episode, events: 8 })
    expect(await factsOf(episode)).toEqual(['deleted', 'erased'])
    expect(await factsOf(other.episode)).toEqual(['submitted'])
    expect(await files()).toEqual([])
  })

  it('is told to whoever follows, by the operator', async () => {
    const { deletedEpisode, run, events } = await setup()
    const { episode, show } = await deletedEpisode()
    const heard: Recorded[] = []
    const following = await events.follow({ after: undefined }, async (recorded) => void heard.push(recorded))
    await following.caughtUp
    await run(episode)
    await until(() => heard.some(({ event }) => event.fact === 'erased'), { what: 'erased to be heard' })
    expect(heard.at(-1)?.event).toMatchObject({ source: 'operator', show, episode, data: {} })
    expect(heard.filter(({ event }) => isJobEvent(event))).toHaveLength(8)
    await following.stop()
  })

  it('twice, and two at once, is harmless', async () => {
    const { deletedEpisode, run, factsOf } = await setup()
    const { episode } = await deletedEpisode()
    await run(episode)
    expect(await run(episode)).toMatchObject({ events: 0 })
    expect(new Set(await factsOf(episode))).toEqual(new Set(['deleted', 'erased']))
    await Promise.all([run(episode), run(episode)])
    expect(new Set(await factsOf(episode))).toEqual(new Set(['deleted', 'erased']))
  })

  it('goes on where it was killed', async () => {
    const killed = new Error('killed')
    const { deps, deletedEpisode, factsOf, purge } = await setup()
    const { episode } = await deletedEpisode()
    const before = { ...deps, purge: () => Promise.reject(killed) }
    await expect(erase(before, episode)).rejects.toBe(killed)
    const after: EraseDeps = {
      ...deps,
      async purge(where) {
        await purge(where)
        throw killed
      },
    }
    await expect(erase(after, episode)).rejects.toBe(killed)
    expect(await factsOf(episode)).toEqual(['deleted'])
    await erase(deps, episode)
    expect(await factsOf(episode)).toEqual(['deleted', 'erased'])
  })

  it('is said again when more came after it, in the same run', async () => {
    const { deps, deletedEpisode, events, factsOf, purge } = await setup()
    const scene = await deletedEpisode()
    let times = 0
    const overtaken: EraseDeps = {
      ...deps,
      async purge(where) {
        if (++times === 2) await events.append(exampleOf('rendered', scene))
        return purge(where)
      },
    }
    expect(await erase(overtaken, scene.episode)).toMatchObject({ events: 9 })
    expect(await factsOf(scene.episode)).toEqual(['deleted', 'erased', 'erased'])
  })

  it('is said again when more came after it, in a later run, also after one that was killed', async () => {
    const killed = new Error('killed')
    const { deps, deletedEpisode, run, events, factsOf, purge } = await setup()
    const scene = await deletedEpisode()
    await run(scene.episode)
    await events.append(exampleOf('rendered', scene))
    const after: EraseDeps = {
      ...deps,
      async purge(where) {
        await purge(where)
        throw killed
      },
    }
    await expect(erase(after, scene.episode)).rejects.toBe(killed)
    await run(scene.episode)
    expect(await factsOf(scene.episode)).toEqual(['deleted', 'erased', 'erased'])
  })

  it('takes the record of its resumable upload along, and no other', async () => {
    const { deletedEpisode, run, put, blobs } = await setup()
    const { episode } = await deletedEpisode()
    const id = randomId()
    const own = [`uploads/${id}/upload.json`, `uploads/${id}/done.json`]
    for (const key of own) await put(key, JSON.stringify({ episode, filename: 'Käse.wav' }))
    const other = await put(`uploads/${randomId()}/upload.json`, JSON.stringify({ episode: newId() }))
    const strange = await put(`uploads/${randomId()}/upload.json`, 'no record')
    await run(episode)
    for (const key of own) expect(await blobs.head(key)).toBeUndefined()
    for (const key of [other, strange]) expect(await blobs.head(key)).toBeDefined()
  })
})

describe('an episode that is not at rest', () => {
  it('is not erased: not deleted', async () => {
    const { events, run, factsOf } = await setup()
    const scene = newScene()
    await events.append(exampleOf('submitted', scene))
    await expect(run(scene.episode)).rejects.toThrow(NotErasableError)
    await expect(run(scene.episode)).rejects.toThrow('is not deleted')
    expect(await factsOf(scene.episode)).toEqual(['submitted'])
  })

  it('is not erased: a job has no outcome yet', async () => {
    const { events, run, put, blobs } = await setup()
    const scene = newScene()
    await events.append(exampleOf('submitted', scene))
    await events.append(exampleOf('deleted', scene))
    const artifact = await put(`artifacts/${scene.episode}/${scene.job}/${randomId()}/episode.mp3`)
    await expect(run(scene.episode)).rejects.toThrow(`job ${scene.job} has no outcome yet`)
    expect(await blobs.head(artifact)).toBeDefined()
  })

  it('is waited for', async () => {
    const { events, deletedEpisode, put, blobs, deps, factsOf } = await setup()
    const scene = await deletedEpisode()
    const open = { ...scene, job: newId() }
    await events.append(exampleOf('submitted', open))
    const entry = await put(`outbox/${scene.episode}/${open.job}/${randomId()}.json`)
    const erasing = erase({ ...deps, waitMs: 30_000 }, scene.episode)
    await events.append(exampleOf('finished', open))
    await expect(erase(deps, scene.episode)).rejects.toThrow(entry)
    expect(await factsOf(scene.episode)).toHaveLength(11)
    await blobs.delete(entry)
    await erasing
    expect(await factsOf(scene.episode)).toEqual(['deleted', 'erased'])
  })

  it('must have been at rest for a while', async () => {
    const clock = { ms: 0 }
    // Every look at it is five seconds later; the first one has seen nothing at 10.
    const monotonicMs = () => (clock.ms += 5_000)
    const { deletedEpisode, deps, purge } = await setup()
    const { episode } = await deletedEpisode()
    const purgedAt: number[] = []
    const noting: EraseDeps = {
      ...deps,
      quietMs: 15_000,
      monotonicMs,
      purge: (where) => {
        purgedAt.push(clock.ms)
        return purge(where)
      },
    }
    await erase(noting, episode)
    expect(purgedAt).toEqual([25_000, 25_000])
  })

  it('does not keep others from being erased', async () => {
    const { deletedEpisode, deps, factsOf } = await setup()
    const { episode } = await deletedEpisode()
    const nobody = newId()
    await expect(eraseAll(deps, [nobody, episode])).rejects.toThrow(`episode ${nobody} is not deleted`)
    expect(await factsOf(episode)).toEqual(['deleted', 'erased'])
  })
})
