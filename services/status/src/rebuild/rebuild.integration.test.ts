import { setTimeout as pause } from 'node:timers/promises'
import type { Recorded } from '@soundmill/event-log'
import { openJetStreamLog } from '@soundmill/event-log/jetstream'
import { newScene } from '@soundmill/events/examples'
import { uniqueNamespace, until } from '@soundmill/test-support'
import { MongoClient } from 'mongodb'
import { describe, expect, inject, it, onTestFinished } from 'vitest'
import { openMongoRebuilding, openMongoStore } from '../store/mongo/index.ts'
import { someFacts } from '../testing/any-fact.ts'
import { everything } from '../testing/everything.ts'
import { runStatus, type Surroundings, say, seen, surroundings } from '../testing/status.ts'
import * as tell from '../testing/story.ts'
import { useNats } from '../testing/told.ts'
import { isDifferent, type RebuildOptions, rebuild } from './rebuild.ts'

const server = inject('mongoUrl')
const silent = { info: () => {}, warn: () => {} }

describe.skipIf(!server)('a rebuild', () => {
  const nats = useNats()
  const scenes = Array.from({ length: 6 }, () => newScene()).flatMap((scene) => [scene, tell.nextJob(scene)])
  const [scene = newScene()] = scenes

  async function newDatabase() {
    const url = new URL(server ?? 'mongodb://nowhere')
    url.pathname = `/${uniqueNamespace()}`
    const client = new MongoClient(url.href)
    onTestFinished(async () => {
      await client.db().dropDatabase()
      await client.close()
    })
    const db = client.db()
    const names = async () =>
      (await db.listCollections({}, { nameOnly: true }).toArray()).map(({ name }) => name)
    return { url: url.href, db, names }
  }

  type Database = Awaited<ReturnType<typeof newDatabase>>

  /** A status service over a view that has seen some facts. */
  async function living(database: Database, around: Surroundings) {
    const store = openMongoStore({ url: database.url })
    onTestFinished(() => store.close())
    const status = await runStatus(around, { store })
    const said = await say(around, ...someFacts(scenes, 150, 7))
    await seen(status, scene.episode, said)
    return { status, said }
  }

  /** As a process of its own would. */
  async function run({ url }: Database, { namespace }: Surroundings, options: Partial<RebuildOptions> = {}) {
    const store = openMongoRebuilding({ url })
    const events = openJetStreamLog({ url: nats(), namespace, log: silent })
    try {
      const signal = new AbortController().signal
      return await rebuild({ events, store, log: silent, signal, check: false, ...options })
    } finally {
      await events.close()
      await store.close()
    }
  }

  const setsIn = (names: string[]) => names.filter((name) => name !== 'projection').sort()

  it('finds what is served to be what the log says, puts the new set in place, and leaves nothing else', async () => {
    const [database, around] = [await newDatabase(), await surroundings(nats())]
    const { status, said } = await living(database, around)
    const before = await everything(status)
    const report = await run(database, around)
    expect(report).toMatchObject({
      swapped: true,
      facts: said.length,
      compared: { differences: 0, unsettled: 0 },
    })
    expect(isDifferent(report)).toBe(false)
    expect(setsIn(await database.names())).toEqual([`episodes_${report.built}`, `timeline_${report.built}`])
    expect(await everything(status)).toEqual(before)
  })

  it('is taken up by those who write at their next fact', async () => {
    const [database, around] = [await newDatabase(), await surroundings(nats())]
    const { status } = await living(database, around)
    const { built } = await run(database, around)
    const another = newScene()
    await seen(status, another.episode, await say(around, tell.submitted(another)))
    expect(setsIn(await database.names())).toEqual([`episodes_${built}`, `timeline_${built}`])
    expect(await everything(status)).toEqual(await everything(await runStatus(around)))
  })

  it('says what differs, with its id and where, and heals it', async () => {
    const [database, around] = [await newDatabase(), await surroundings(nats())]
    const { status, said } = await living(database, around)
    const names = await database.names()
    const collection = (kind: string) =>
      database.db.collection<{ _id: string | number }>(names.find((name) => name.startsWith(kind)) ?? '')
    const { episode } = scene
    await collection('episodes').updateOne({ _id: episode }, { $set: { 'view.state': 'nonsense' } })
    const lost = said.findLast((each) => each.event.episode === episode)?.sequence ?? 0
    await collection('timeline').deleteOne({ _id: lost })

    const checked = await run(database, around, { check: true })
    expect(isDifferent(checked)).toBe(true)
    expect(checked.compared).toMatchObject({
      differences: 2,
      examples: [
        { kind: 'episodes', key: episode, what: 'different', at: 'view.state' },
        { kind: 'timeline', key: lost, episode, what: 'missing' },
      ],
    })
    expect((await database.names()).sort()).toEqual(names.sort())

    expect(await run(database, around)).toMatchObject({ swapped: true, compared: { differences: 2 } })
    expect(await everything(status)).toEqual(await everything(await runStatus(around)))
  })

  it('compares and swaps while facts keep coming, and loses none of them', async () => {
    const [database, around] = [await newDatabase(), await surroundings(nats())]
    const { status } = await living(database, around)
    let isOver = false
    const traffic = (async () => {
      let said: Recorded[] = []
      // Each episode changes several times a second, as none does in a studio.
      while (!isOver) {
        said = await say(around, ...someFacts(scenes, 5, Math.random() * 1e6))
        await pause(100)
      }
      return said
    })()
    const report = await run(database, around).finally(() => {
      isOver = true
    })
    expect(report).toMatchObject({ swapped: true, compared: { differences: 0, unsettled: 0 } })
    await seen(status, scene.episode, await traffic)
    expect(await everything(status)).toEqual(await everything(await runStatus(around)))
  })

  it('disturbs no other one, and one set is left', async () => {
    const [database, around] = [await newDatabase(), await surroundings(nats())]
    const { status } = await living(database, around)
    const before = await everything(status)
    const reports = await Promise.all([run(database, around), run(database, around)])
    expect(reports.map(({ compared }) => compared?.differences)).toEqual([0, 0])
    await until(async () => setsIn(await database.names()).length === 2, { what: 'one set to be left' })
    expect(await everything(status)).toEqual(before)
  })

  it('builds the first view where nothing was served yet', async () => {
    const [database, around] = [await newDatabase(), await surroundings(nats())]
    await say(around, ...someFacts(scenes, 50, 3))
    const report = await run(database, around)
    expect(report).toMatchObject({ swapped: true, facts: 50, notCompared: 'nothing is served yet' })
    const store = openMongoStore({ url: database.url })
    onTestFinished(() => store.close())
    const status = await runStatus(around, { store })
    expect(await everything(status)).toEqual(await everything(await runStatus(around)))
  })

  it('that is stopped leaves what is served as it was, and nothing of its own', async () => {
    const [database, around] = [await newDatabase(), await surroundings(nats())]
    const { status } = await living(database, around)
    const [before, names] = [await everything(status), (await database.names()).sort()]
    const stopping = new AbortController()
    const onProgress = () => stopping.abort(new Error('told to stop'))
    await expect(run(database, around, { signal: stopping.signal, onProgress })).rejects.toThrow()
    expect((await database.names()).sort()).toEqual(names)
    expect(await everything(status)).toEqual(before)
  })
})
