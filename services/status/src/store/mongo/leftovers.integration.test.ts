import { newScene } from '@soundmill/events/examples'
import { tcpProxy, uniqueNamespace, until } from '@soundmill/test-support'
import { MongoClient } from 'mongodb'
import { describe, expect, inject, it, onTestFinished } from 'vitest'
import * as tell from '../../testing/story.ts'
import { batchOf, servedSet } from '../contract-steps.ts'
import { openMongoStore } from './index.ts'

const server = inject('mongoUrl')

describe.skipIf(!server)('a process that looks for leftovers', () => {
  /** A database of its own, a look into it, and processes that work on it. */
  async function newDatabase() {
    const url = new URL(server ?? 'mongodb://nowhere')
    url.pathname = `/${uniqueNamespace()}`
    const client = new MongoClient(url.href)
    onTestFinished(async () => {
      await client.db().dropDatabase()
      await client.close()
    })

    /** A process whose line can be made to hold the answers from the next request that looks like this. */
    async function openStore() {
      const proxy = await tcpProxy(server ?? '')
      const through = new URL(url)
      through.host = `127.0.0.1:${proxy.port}`
      const store = openMongoStore({ url: through.href })
      onTestFinished(() => store.close())
      const holdRepliesOnce = (request: RegExp) =>
        new Promise<void>((resolve) => {
          proxy.onSent((bytes) => {
            if (!request.test(bytes.toString('latin1'))) return
            proxy.onSent(() => {})
            proxy.pauseReplies('hold')
            resolve()
          })
        })
      return { proxy, store, holdRepliesOnce }
    }

    async function timelines(): Promise<number> {
      const found = await client.db().listCollections({}, { nameOnly: true }).toArray()
      return found.filter(({ name }) => name.startsWith('timeline')).length
    }
    return { openStore, timelines }
  }

  it('never drops the set that another has just begun to fill', async () => {
    const { openStore, timelines } = await newDatabase()
    const [slow, hasty] = [await openStore(), await openStore()]
    const { name } = await servedSet(slow.store)
    await hasty.store.serve(name)

    // One has made the collections of its new set, and does not hear so yet.
    slow.holdRepliesOnce(/createIndexes.*timeline_v2_/s)
    const building = slow.store.toWrite(new Set([name]))
    await until(async () => (await timelines()) === 2, { what: 'the new set to be made' })
    // Another looks for leftovers, and is slow to hear which sets are needed.
    const listed = hasty.holdRepliesOnce(/listCollections/).then(() => {
      hasty.proxy.resumeReplies()
      return hasty.holdRepliesOnce(/find.*projection/s)
    })
    const dropping = hasty.store.serve(name)
    await listed

    slow.proxy.resumeReplies()
    const batch = batchOf(tell.recorded([tell.submitted(newScene())]))
    const set = await building
    await set.write(batch)
    hasty.proxy.resumeReplies()
    await dropping
    await slow.store.serve(set.name)
    expect(await slow.store.read((views) => views.page({ limit: 10 }))).toEqual({ views: batch.views })
  })
})
