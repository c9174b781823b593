import { newScene } from '@soundmill/events/examples'
import { uniqueNamespace } from '@soundmill/test-support'
import { MongoClient } from 'mongodb'
import { describe, expect, inject, it, onTestFinished } from 'vitest'
import * as tell from '../../testing/story.ts'
import { keysOf } from '../../views/keys.ts'
import { batchOf, servedSet } from '../contract-steps.ts'
import type { PageSort } from '../index.ts'
import { type EpisodeDocument, episodesOf } from './collections.ts'
import { openMongoStore } from './index.ts'

const server = inject('mongoUrl')

describe.skipIf(!server)('a batch of which a later view is saved before an earlier one', () => {
  it('is not in lists that may miss nothing until it is whole', async () => {
    const url = new URL(server ?? 'mongodb://nowhere')
    url.pathname = `/${uniqueNamespace()}`
    const store = openMongoStore({ url: url.href })
    const client = new MongoClient(url.href)
    onTestFinished(async () => {
      await client.db().dropDatabase()
      await client.close()
      await store.close()
    })
    const set = await servedSet(store)
    const log = tell.recorded([1, 2, 3].map(() => tell.submitted(newScene())))
    const [first, second, third] = batchOf(log).views
    if (!first || !second || !third) throw new Error('there are three')
    await set.write(batchOf(log.slice(0, 1)))
    const saved: EpisodeDocument = { _id: third.id, ...keysOf(third), view: third }
    await episodesOf(client.db(), set.name).insertOne(saved)

    const ids = async (sort: PageSort) =>
      (await store.read((views) => views.page({ sort, limit: 10 }))).views.map(({ id }) => id)
    const listed = async () => [await ids('createdAt'), await ids('-createdAt'), await ids('updatedAt')]
    expect(await listed()).toEqual([[first.id], [first.id], [first.id]])
    expect(await ids('-updatedAt')).toEqual([third.id, first.id])

    await set.write(batchOf(log))
    const up = [first.id, second.id, third.id]
    expect(await listed()).toEqual([up, up.toReversed(), up])
  })
})
