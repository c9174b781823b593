import { newScene } from '@soundmill/events/examples'
import { type TcpProxy, tcpProxy, uniqueNamespace, until } from '@soundmill/test-support'
import { MongoClient } from 'mongodb'
import { afterAll, describe, expect, inject, it, onTestFinished } from 'vitest'
import * as tell from '../../testing/story.ts'
import { statusStoreContract } from '../contract.ts'
import { batchOf, servedSet } from '../contract-steps.ts'
import { ViewsUnavailableError } from '../index.ts'
import { openMongoStore, PROJECTION_VERSION } from './index.ts'

const server = inject('mongoUrl')

describe.skipIf(!server)('with a MongoDB server', () => {
  const databases: string[] = []

  /** A database of its own; a proxy may stand before the server. */
  function newDatabase(proxy?: TcpProxy): string {
    const url = new URL(server ?? 'mongodb://nowhere')
    const name = uniqueNamespace()
    databases.push(name)
    url.pathname = `/${name}`
    if (proxy) url.host = `127.0.0.1:${proxy.port}`
    return url.href
  }

  afterAll(async () => {
    const client = new MongoClient(server ?? '')
    for (const name of databases) await client.db(name).dropDatabase()
    await client.close()
  })

  function openStore(url: string) {
    const store = openMongoStore({ url })
    onTestFinished(() => store.close())
    return store
  }

  async function collectionsIn(url: string): Promise<string[]> {
    const client = new MongoClient(url)
    const found = await client.db().listCollections({}, { nameOnly: true }).toArray()
    await client.close()
    return found.map(({ name }) => name).sort()
  }

  statusStoreContract('mongo', async () => openMongoStore({ url: newDatabase() }))

  describe('what was written', () => {
    it('is there for the next process, with its place', async () => {
      const url = newDatabase()
      const batch = batchOf(tell.recorded([tell.submitted(newScene())]))
      const first = openMongoStore({ url })
      await (await servedSet(first)).write(batch)
      await first.close()

      const second = openStore(url)
      expect((await second.toWrite(new Set())).place).toEqual(batch.place)
      expect(await second.read((views) => views.page({ limit: 1 }))).toEqual({ views: batch.views })
    })

    it('is in collections that carry the version of the projection', async () => {
      const url = newDatabase()
      const { name } = await servedSet(openStore(url))
      expect(name).toMatch(`v${PROJECTION_VERSION}_`)
      expect(await collectionsIn(url)).toEqual([`episodes_${name}`, 'projection', `timeline_${name}`])
    })

    it('and made by an older process, gets at the next start the index it lacks', async () => {
      const url = newDatabase()
      const { name } = await servedSet(openStore(url))
      const client = new MongoClient(url)
      onTestFinished(() => client.close())
      const episodes = client.db().collection(`episodes_${name}`)
      const bySource = 'sources_1_firstSequence_-1'
      await episodes.dropIndex(bySource)
      await openStore(url).toWrite(new Set())
      expect(await episodes.indexExists(bySource)).toBe(true)
    })
  })

  describe('several processes', () => {
    it('write one set at the same time, and it ends as if one of them had', async () => {
      const url = newDatabase()
      const scenes = Array.from({ length: 20 }, () => newScene())
      const log = tell.recorded(
        scenes.flatMap((scene) => [tell.submitted(scene), tell.started(scene), tell.succeeded(scene)]),
      )
      const whole = batchOf(log)
      await openStore(url).toWrite(new Set())
      const work = async () => {
        const set = await openStore(url).toWrite(new Set())
        for (let at = 1; at <= log.length; at += 3) await set.write(batchOf(log.slice(0, at)))
        await set.write(whole)
      }
      await Promise.all([work(), work(), work()])

      const store = openStore(url)
      await servedSet(store)
      const { views } = await store.read((served) => served.page({ limit: 100 }))
      expect(JSON.stringify(views)).toBe(JSON.stringify(whole.views.toReversed()))
      for (const { episode } of scenes) {
        const entries = await store.read((served) => served.timeline({ episode, after: 0, limit: 10 }))
        expect(entries).toHaveLength(3)
      }
    })

    it('that find the place lost at once build one set, and leave nothing else behind', async () => {
      const url = newDatabase()
      const old = await servedSet(openStore(url))
      const stores = [openStore(url), openStore(url), openStore(url)]
      const sets = await Promise.all(stores.map((store) => store.toWrite(new Set([old.name]))))
      const [next] = new Set(sets.map(({ name }) => name))
      expect(sets.map(({ name }) => name)).toEqual([next, next, next])
      await Promise.all(stores.map((store) => store.serve(next ?? '')))
      expect(await collectionsIn(url)).toEqual([`episodes_${next}`, 'projection', `timeline_${next}`])
    })

    it('take up a rebuild that crashed', async () => {
      const url = newDatabase()
      const old = await servedSet(openStore(url))
      const batch = batchOf(tell.recorded([tell.submitted(newScene())]))
      const crashed = openMongoStore({ url })
      const building = await crashed.toWrite(new Set([old.name]))
      await building.write(batch)
      await crashed.close()

      const taken = await openStore(url).toWrite(new Set([old.name]))
      expect(taken).toMatchObject({ name: building.name, place: batch.place })
    })
  })

  describe('a server that is not there', () => {
    it('is noticed within seconds, and found again when it is back', async () => {
      const proxy = await tcpProxy(server ?? '')
      const store = openStore(newDatabase(proxy))
      const set = await servedSet(store)
      proxy.cut()
      const batch = batchOf(tell.recorded([tell.submitted(newScene())]))
      const before = performance.now()
      await expect(set.write(batch)).rejects.toThrow(ViewsUnavailableError)
      await expect(store.read((views) => views.page({ limit: 1 }))).rejects.toThrow(ViewsUnavailableError)
      expect(performance.now() - before).toBeLessThan(20_000)

      proxy.mend()
      await until(() => set.write(batch).then(() => true), { what: 'the server to be found again' })
      expect(await store.read((views) => views.page({ limit: 1 }))).toEqual({ views: batch.views })
    })

    it('may come later than the process', async () => {
      const proxy = await tcpProxy(server ?? '')
      proxy.cut()
      const store = openStore(newDatabase(proxy))
      await expect(store.toWrite(new Set())).rejects.toThrow(ViewsUnavailableError)
      proxy.mend()
      await until(() => store.toWrite(new Set()), { what: 'the server to be found' })
    })

    it('does not hold anybody for ever when it only stops answering', async () => {
      const proxy = await tcpProxy(server ?? '')
      const store = openStore(newDatabase(proxy))
      const set = await servedSet(store)
      proxy.pauseReplies('hold')
      const batch = batchOf(tell.recorded([tell.submitted(newScene())]))
      await expect(set.write(batch)).rejects.toThrow(ViewsUnavailableError)
      proxy.resumeReplies()
      await until(() => set.write(batch).then(() => true), { what: 'the server to answer again' })
    })
  })
})
