import { newScene } from '@soundmill/events/examples'
import { describe, expect, it } from 'vitest'
import { say, seen } from '../testing/status.ts'
import * as tell from '../testing/story.ts'
import { statusTold, useNats } from '../testing/told.ts'
import { EpisodesPage } from './episodes.ts'

const nats = useNats()

describe('the list of episodes', () => {
  it('is empty at first', async () => {
    const { read } = await statusTold(nats())
    expect(await read(EpisodesPage, '/v1/episodes')).toEqual({ episodes: [] })
  })

  it('shows the newest first, twenty at a time unless asked for more', async () => {
    const scenes = Array.from({ length: 21 }, () => newScene())
    const { read } = await statusTold(nats(), ...scenes.map((scene) => tell.submitted(scene)))
    const newestFirst = scenes.map(({ episode }) => episode).reverse()
    const page = await read(EpisodesPage, '/v1/episodes')
    expect(page.episodes.map(({ id }) => id)).toEqual(newestFirst.slice(0, 20))
    const all = await read(EpisodesPage, '/v1/episodes?limit=21')
    expect(all.episodes.map(({ id }) => id)).toEqual(newestFirst)
    expect(all).not.toHaveProperty('next')
  })

  it('is of one show, of one state, or both', async () => {
    const [mine, yours, running] = [newScene('mine'), newScene('yours'), newScene('yours')]
    const { read } = await statusTold(
      nats(),
      tell.submitted(mine),
      tell.submitted(yours),
      tell.submitted(running),
      tell.started(running),
    )
    const ids = async (query: string) =>
      (await read(EpisodesPage, `/v1/episodes?${query}`)).episodes.map(({ id }) => id)
    expect(await ids('show=yours')).toEqual([running.episode, yours.episode])
    expect(await ids('state=waiting')).toEqual([yours.episode, mine.episode])
    expect(await ids('show=yours&state=waiting')).toEqual([yours.episode])
    expect(await ids('show=nobodys')).toEqual([])
  })

  it('is of those with a source of one SHA-256, written in either case', async () => {
    const [mine, yours, other] = [newScene('mine'), newScene('yours'), newScene('yours')]
    const [example] = tell.submitted(mine).data.sources
    if (!example) throw new Error('the example has a source')
    const sources = [example, { ...example, sha256: 'ab'.repeat(32) }]
    const { read, get } = await statusTold(
      nats(),
      tell.submitted(mine, { sources }),
      tell.submitted(yours, { sources }),
      tell.submitted(other),
    )
    const page = (query: string) => read(EpisodesPage, `/v1/episodes?sourceSha256=${query}`)
    const ids = async (query: string) => (await page(query)).episodes.map(({ id }) => id)
    expect(await ids('ab'.repeat(32))).toEqual([yours.episode, mine.episode])
    expect(await ids('AB'.repeat(32))).toEqual([yours.episode, mine.episode])
    expect(await ids(`${'ab'.repeat(32)}&show=mine&state=waiting`)).toEqual([mine.episode])
    expect(await ids('cd'.repeat(32))).toEqual([])
    const { episodes, next } = await page(`${'ab'.repeat(32)}&limit=1`)
    expect(episodes).toMatchObject([{ id: yours.episode, sources: [{}, { sha256: 'ab'.repeat(32) }] }])
    expect(await ids(`${'ab'.repeat(32)}&limit=1&cursor=${next}`)).toEqual([mine.episode])

    for (const none of ['', 'ab', 'xy'.repeat(32), 'ab'.repeat(33), `${'ab'.repeat(32)}%0A`]) {
      const answer = await get(`/v1/episodes?sourceSha256=${none}`)
      const errors = [{ path: 'query/sourceSha256', message: 'must be a SHA-256: 64 hexadecimal digits' }]
      expect(answer).toMatchObject({ status: 400, body: { code: 'invalid_request', errors } })
    }
  })

  it('shows each episode once, page after page, while others come and change', async () => {
    const scenes = Array.from({ length: 5 }, () => newScene())
    const { read, around, status } = await statusTold(nats(), ...scenes.map((scene) => tell.submitted(scene)))
    const seenIds: string[] = []
    let query = '?limit=2'
    for (;;) {
      const page = await read(EpisodesPage, `/v1/episodes${query}`)
      seenIds.push(...page.episodes.map(({ id }) => id))
      if (page.next === undefined) break
      query = `?limit=2&cursor=${page.next}`
      const another = newScene()
      const [first] = scenes
      if (!first) throw new Error('there are five')
      await seen(status, another.episode, await say(around, tell.submitted(another), tell.rendered(first)))
    }
    expect(seenIds).toEqual(scenes.map(({ episode }) => episode).reverse())
  })

  it('leaves deleted episodes out; asked for, they are tombstones without a word of what they were', async () => {
    const [gone, here] = [newScene(), newScene()]
    const { read } = await statusTold(
      nats(),
      tell.submitted(here),
      tell.submitted(gone, { title: 'private' }),
      tell.succeeded(gone),
      tell.deleted(gone),
    )
    const listed = await read(EpisodesPage, '/v1/episodes')
    expect(listed.episodes.map(({ id }) => id)).toEqual([here.episode])
    const { episodes } = await read(EpisodesPage, '/v1/episodes?state=deleted')
    expect(episodes).toMatchObject([{ id: gone.episode, state: 'deleted', sources: [] }])
    expect(episodes[0]).not.toHaveProperty('title')
    expect(episodes[0]).not.toHaveProperty('published')
  })
})
