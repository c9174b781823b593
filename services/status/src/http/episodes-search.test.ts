import { newScene, type Scene } from '@soundmill/events/examples'
import { describe, expect, it } from 'vitest'
import { say, seen } from '../testing/status.ts'
import * as tell from '../testing/story.ts'
import { statusTold, useNats } from '../testing/told.ts'
import { EpisodesPage } from './episodes.ts'

const nats = useNats()

/** Four episodes that differ in everything that can be asked for. */
async function fourEpisodes() {
  const scenes = { one: newScene('a'), two: newScene('a'), three: newScene('b'), four: newScene('b') }
  const { one, two, three, four } = scenes
  const told = await statusTold(
    nats(),
    tell.submitted(one, { title: 'Über die Brücke' }),
    tell.started(one),
    tell.inspected(one),
    tell.failed(one, 1, 'internal'),
    tell.submitted(two, { title: 'zorro', lane: 'urgent' }),
    tell.started(two),
    tell.inspected(two),
    tell.succeeded(two),
    tell.submitted(three, { title: 'Anfang' }),
    tell.canceled(three),
    tell.submitted(four, { title: 'Brücken bauen' }),
  )
  await seen(told.status, four.episode, told.said)
  const nameOf = (id: string) => Object.entries(scenes).find(([, { episode }]) => episode === id)?.[0]
  const list = async (query: string) => {
    const { episodes, next } = await told.read(EpisodesPage, `/v1/episodes?${query}`)
    return { names: episodes.map(({ id }) => nameOf(id)), next, episodes }
  }
  return { ...told, scenes, names: async (query: string) => (await list(query)).names, list }
}

const refused = (path: string, message: string | RegExp) => ({
  status: 400,
  body: {
    code: 'invalid_request',
    errors: [{ path, message: typeof message === 'string' ? message : expect.stringMatching(message) }],
  },
})

describe('the list of episodes is of those', () => {
  it('whose latest job ended so, for this reason, in this lane, with this preset', async () => {
    const { names } = await fourEpisodes()
    expect(await names('outcome=failed')).toEqual(['one'])
    expect(await names('outcome=succeeded')).toEqual(['two'])
    expect(await names('code=internal')).toEqual(['one'])
    expect(await names('code=canceled&outcome=canceled')).toEqual(['three'])
    expect(await names('code=canceled&outcome=failed')).toEqual([])
    expect(await names('lane=urgent')).toEqual(['two'])
    expect(await names('preset=podcast&show=b')).toEqual(['four', 'three'])
    expect(await names('preset=nobodys')).toEqual([])
    expect(await names('finding=clipping')).toEqual(['one'])
  })

  it('in whose title or file name a word begins with each of those asked for', async () => {
    const { names } = await fourEpisodes()
    expect(await names('q=bruck')).toEqual(['four', 'one'])
    expect(await names(`q=${encodeURIComponent('BRÜCKE über')}`)).toEqual(['one'])
    expect(await names('q=folge+12&show=a')).toEqual(['two', 'one'])
    expect(await names('q=orro')).toEqual([])
  })

  it('in whose title, of a script without spaces, there is what is asked for', async () => {
    const scene = newScene()
    const { read } = await statusTold(nats(), tell.submitted(scene, { title: '東京駅ガイド: Große हिन्दी' }))
    const count = async (q: string) => {
      const { episodes } = await read(EpisodesPage, `/v1/episodes?q=${encodeURIComponent(q)}`)
      return episodes.length
    }
    for (const q of ['東京', '京駅', '駅', '駅ガイ', 'GROSSE', 'große', 'हिन्दी'])
      expect(await count(q)).toBe(1)
    for (const q of ['東駅', '大阪', 'हनद']) expect(await count(q)).toBe(0)
  })

  it('created in a time that is told in any zone', async () => {
    const { names, list } = await fourEpisodes()
    const [, three] = (await list('')).episodes
    const at = Date.parse(three?.createdAt ?? '')
    const zoned = (ms: number) =>
      encodeURIComponent(`${new Date(ms + 7_200_000).toISOString().replace('Z', '')}+02:00`)
    expect(await names(`createdAfter=${zoned(at)}&createdBefore=${zoned(at + 1)}&q=anfang`)).toEqual([
      'three',
    ])
    expect(await names(`createdBefore=${zoned(at)}&q=anfang`)).toEqual([])
    expect(await names(`createdAfter=${zoned(at + 1)}&q=anfang`)).toEqual([])
    expect(await names('createdBefore=2020-01-01T00:00:00Z')).toEqual([])
  })

  it('in the order asked for, page by page', async () => {
    const { list, around, status, scenes } = await fourEpisodes()
    await seen(
      status,
      scenes.one.episode,
      await say(around, tell.submitted(tell.nextJob(scenes.one), TITLED)),
    )
    const orders = {
      createdAt: ['one', 'two', 'three', 'four'],
      '-createdAt': ['four', 'three', 'two', 'one'],
      updatedAt: ['two', 'three', 'four', 'one'],
      '-updatedAt': ['one', 'four', 'three', 'two'],
      title: ['three', 'four', 'one', 'two'],
      '-title': ['two', 'one', 'four', 'three'],
    }
    for (const [sort, order] of Object.entries(orders)) {
      const first = await list(`sort=${sort}&limit=3`)
      const second = await list(`sort=${sort}&limit=3&cursor=${first.next}`)
      expect([...first.names, ...second.names]).toEqual(order)
      expect(second.next).toBeUndefined()
    }
  })
})

const TITLED = { title: 'Über die Brücke' }

describe('the list of episodes refuses', () => {
  it('what it does not know, and words that are none or too many', async () => {
    const { get } = await statusTold(nats())
    const ask = (query: string) => get(`/v1/episodes?${query}`)
    expect(await ask('colour=red')).toMatchObject({ status: 400, body: { code: 'invalid_request' } })
    expect(await ask('sort=size')).toMatchObject({ status: 400 })
    expect(await ask('outcome=lost')).toMatchObject({ status: 400 })
    expect(await ask('q=!!!')).toMatchObject(refused('query/q', 'has no letter and no digit to search for'))
    const long = encodeURIComponent(
      String.fromCodePoint(...Array.from({ length: 40 }, (_, at) => 0x4e00 + at)),
    )
    expect(await ask(`q=${long}`)).toMatchObject(refused('query/q', /32 pairs/))
    expect(await ask('q=a+b+c+d+e+f+g+h+i')).toMatchObject(refused('query/q', 'has more than 8 words'))
    expect(await ask(`q=${'a'.repeat(201)}`)).toMatchObject({ status: 400 })
    expect(await ask('createdAfter=yesterday')).toMatchObject(refused('query/createdAfter', /RFC 3339/))
    for (const beyond of ['0000-01-01T00:00:00%2B01:00', '9999-12-31T23:00:00-02:00']) {
      expect(await ask(`createdBefore=${beyond}`)).toMatchObject(refused('query/createdBefore', /0 to 9999/))
    }
    expect(await ask('createdAfter=2026-01-01')).toMatchObject(refused('query/createdAfter', /RFC 3339/))
  })

  it('a cursor of another list, of another log, or of nobody', async () => {
    const { list, get } = await fourEpisodes()
    const { next } = await list('show=a&sort=title&limit=1')
    const another = /of another list/
    const ask = (query: string) => get(`/v1/episodes?${query}&cursor=${next}`)
    expect(await ask('show=a&sort=title&limit=9')).toMatchObject({ status: 200 })
    expect(await ask('show=b&sort=title')).toMatchObject(refused('query/cursor', another))
    expect(await ask('sort=title')).toMatchObject(refused('query/cursor', another))
    expect(await ask('show=a')).toMatchObject(refused('query/cursor', another))
    expect(await ask('show=a&sort=title&q=zorro')).toMatchObject(refused('query/cursor', another))

    const content: unknown = JSON.parse(Buffer.from(next ?? '', 'base64url').toString())
    const [, ...rest] = Array.isArray(content) ? content : []
    for (const other of [['elsewhere-1', ...rest], [1], {}, null, ['x']]) {
      const cursor = Buffer.from(JSON.stringify(other)).toString('base64url')
      const answer = await get(`/v1/episodes?show=a&sort=title&cursor=${cursor}`)
      expect(answer).toMatchObject(refused('query/cursor', /not a cursor of ours/))
    }
    expect(await get('/v1/episodes?cursor=')).toMatchObject({ status: 400 })
  })
})

describe('an erased episode', () => {
  it('is gone from every route and every list, but for a tombstone', async () => {
    const scene: Scene = newScene()
    const { get, read } = await statusTold(
      nats(),
      tell.submitted(scene, { title: 'private' }),
      tell.succeeded(scene),
      tell.deleted(scene),
      tell.erased(scene),
    )
    const self = `/v1/episodes/${scene.episode}`
    const parts = [
      '',
      '/jobs',
      `/jobs/${scene.job}`,
      '/timeline',
      '/source',
      '/artifacts/episode.mp3',
      '/events',
    ]
    for (const part of parts) expect(await get(`${self}${part}`)).toMatchObject({ status: 410 })
    const { episodes } = await read(EpisodesPage, '/v1/episodes?state=deleted')
    expect(episodes).toMatchObject([{ id: scene.episode, state: 'deleted', sources: [] }])
    expect(episodes[0]).toHaveProperty('erasedAt')
    expect(await read(EpisodesPage, '/v1/episodes?state=deleted&q=private')).toEqual({ episodes: [] })
  })
})
