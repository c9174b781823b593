import { newScene } from '@soundmill/events/examples'
import { type TcpProxy, tcpProxy, uniqueNamespace, until } from '@soundmill/test-support'
import { MongoClient } from 'mongodb'
import { describe, expect, inject, it, onTestFinished } from 'vitest'
import { openMongoStore } from './store/mongo/index.ts'
import { someFacts } from './testing/any-fact.ts'
import { everything } from './testing/everything.ts'
import { runStatus, say, seen, startStatus, surroundings } from './testing/status.ts'
import * as tell from './testing/story.ts'
import { listenTo } from './testing/stream.ts'
import { useNats } from './testing/told.ts'

const server = inject('mongoUrl')

describe.skipIf(!server)('a view in MongoDB', () => {
  const nats = useNats()
  const scenes = Array.from({ length: 8 }, () => newScene()).flatMap((scene) => [scene, tell.nextJob(scene)])
  const [scene = newScene()] = scenes

  /** A database for one test, perhaps behind a line that can be cut. */
  function newDatabase() {
    const url = new URL(server ?? '')
    url.pathname = `/${uniqueNamespace()}`
    onTestFinished(async () => {
      const client = new MongoClient(url.href)
      await client.db().dropDatabase()
      await client.close()
    })
    return url
  }

  function openStore(database: URL, proxy?: TcpProxy) {
    const url = new URL(database)
    if (proxy) url.host = `127.0.0.1:${proxy.port}`
    const store = openMongoStore({ url: url.href })
    onTestFinished(() => store.close())
    return store
  }

  it('answers the same, byte for byte, live, after a restart, built anew, and in memory', async () => {
    const around = await surroundings(nats())
    const database = newDatabase()
    const live = await runStatus(around, { store: openStore(database) })
    await seen(live, scene.episode, await say(around, ...someFacts(scenes, 300, 34)))
    const lived = await everything(live)
    await live.stop()

    const restarted = await runStatus(around, { store: openStore(database) })
    expect(await everything(restarted)).toEqual(lived)
    const rebuilt = await runStatus(around, { store: openStore(newDatabase()) })
    expect(await everything(rebuilt)).toEqual(lived)
    expect(await everything(await runStatus(around))).toEqual(lived)
  })

  it('leaves nothing of an erased episode in what a crash has left', async () => {
    const around = await surroundings(nats())
    const database = newDatabase()
    const status = await runStatus(around, { store: openStore(database) })
    const client = new MongoClient(database.href)
    onTestFinished(() => client.close())
    const sets = [7_200_000, 60_000].map((age) => `v2_${(Date.now() - age).toString(36)}_00000000`)
    for (const set of sets) await client.db().collection(`timeline_${set}`).insertOne({ left: 'by a crash' })
    const [stale = ''] = sets
    await client
      .db()
      .collection<{ _id: string; claimed: string; at: Date }>('projection')
      .insertOne({ _id: `rebuild ${stale}`, claimed: stale, at: new Date(Date.now() - 660_000) })
    const names = async () =>
      (await client.db().listCollections({}, { nameOnly: true }).toArray()).map(({ name }) => name)
    await seen(status, scene.episode, await say(around, tell.submitted(scene), tell.deleted(scene)))
    expect(await names()).toContain(`timeline_${stale}`)
    await say(around, tell.erased(scene))
    const isGone = async () => !(await names()).includes(`timeline_${stale}`)
    await until(isGone, { what: 'the leftover to be dropped' })
    expect(await names()).toContain(`timeline_${sets[1]}`)
  })

  it('is kept by several processes at once, whose lines break again and again, as if by one', async () => {
    const around = await surroundings(nats())
    const database = newDatabase()
    const proxy = await tcpProxy(server ?? '')
    const steady = await runStatus(around, { store: openStore(database) })
    const shaky = await runStatus(around, { store: openStore(database, proxy) })
    const facts = someFacts(scenes, 300, 56)
    const said = []
    for (let at = 0; at < facts.length; at += 50) {
      said.push(...(await say(around, ...facts.slice(at, at + 25))))
      proxy.cut()
      said.push(...(await say(around, ...facts.slice(at + 25, at + 50))))
      proxy.mend()
    }
    await seen(steady, scene.episode, said)
    const memory = await everything(await runStatus(around))
    expect(await everything(steady)).toEqual(memory)
    await until(async () => (await everything(shaky)).length > 0, { what: 'the broken line to work again' })
    await seen(shaky, scene.episode, said)
    expect(await everything(shaky)).toEqual(memory)
  })

  it('says that it cannot answer while MongoDB is down, and has missed nothing when it is back', async () => {
    const around = await surroundings(nats())
    const proxy = await tcpProxy(server ?? '')
    const another = newScene()
    const status = await runStatus(around, { store: openStore(newDatabase(), proxy) })
    await seen(status, another.episode, await say(around, tell.submitted(another)))
    const stream = await listenTo(`${status.url}/v1/episodes/${another.episode}/events`)
    await stream.facts(1)

    proxy.cut()
    const refused = await fetch(`${status.url}/v1/episodes/${another.episode}`)
    expect(await refused.json()).toMatchObject({ status: 503, code: 'store_unavailable' })
    expect(refused.headers.get('retry-after')).toBe('1')
    const said = await say(around, tell.started(another), tell.succeeded(another))
    proxy.mend()

    await until(() => seen(status, another.episode, said).then(() => true), { what: 'the view to catch up' })
    const expected = ['submitted', 'started', 'finished']
    expect((await stream.facts(3)).map(({ event }) => event)).toEqual(expected)
  })

  it('may find MongoDB only after it began', async () => {
    const around = await surroundings(nats())
    const another = newScene()
    await say(around, tell.submitted(another))
    const proxy = await tcpProxy(server ?? '')
    proxy.cut()
    const status = await startStatus(around, { store: openStore(newDatabase(), proxy) })
    expect((await fetch(`${status.url}/readyz`)).status).toBe(503)
    proxy.mend()
    await until(async () => (await fetch(`${status.url}/readyz`)).ok, { what: 'the service to be ready' })
    expect((await fetch(`${status.url}/v1/episodes/${another.episode}`)).status).toBe(200)
  })

  it('is served as it was while it is built anew for another log, and leaves nothing of it behind', async () => {
    const [before, after] = [await surroundings(nats()), await surroundings(nats())]
    const database = newDatabase()
    const [old, young] = [newScene(), newScene()]
    const first = await runStatus(before, { store: openStore(database) })
    await seen(first, old.episode, await say(before, tell.submitted(old)))

    const second = await startStatus(after, { store: openStore(database) })
    await seen(second, young.episode, await say(after, tell.submitted(young)))
    expect((await fetch(`${second.url}/v1/episodes/${old.episode}`)).status).toBe(404)
    await first.stop()

    const client = new MongoClient(database.href)
    onTestFinished(() => client.close())
    const names = async () => (await client.db().listCollections().toArray()).map(({ name }) => name)
    await until(async () => (await names()).length === 3, { what: 'the old collections to be dropped' })
  })
})
