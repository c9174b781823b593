import { newScene } from '@soundmill/events/examples'
import { uniqueNamespace } from '@soundmill/test-support'
import { MongoClient } from 'mongodb'
import { describe, expect, inject, it, onTestFinished } from 'vitest'
import * as tell from '../../testing/story.ts'
import { batchOf, servedSet } from '../contract-steps.ts'
import { SupersededError } from '../index.ts'
import { openMongoRebuilding, openMongoStore } from './index.ts'

const server = inject('mongoUrl')

describe.skipIf(!server)('a set that one process builds alone', () => {
  async function newDatabase() {
    const url = new URL(server ?? 'mongodb://nowhere')
    url.pathname = `/${uniqueNamespace()}`
    const client = new MongoClient(url.href)
    const store = openMongoStore({ url: url.href })
    const rebuilding = openMongoRebuilding({ url: url.href })
    onTestFinished(async () => {
      await client.db().dropDatabase()
      await Promise.all([client.close(), store.close(), rebuilding.close()])
    })
    const rest = async () =>
      (await client.db().listCollections({}, { nameOnly: true }).toArray()).map(({ name }) => name)
    return { db: client.db(), store, rebuilding, rest, url: url.href }
  }
  const batch = () => batchOf(tell.recorded([tell.submitted(newScene())]))

  it('is never taken up by those who serve', async () => {
    const { store, rebuilding } = await newDatabase()
    const candidate = await rebuilding.candidate()
    await candidate.set.write(batch())
    const set = await store.toWrite(new Set())
    expect(set.name).not.toBe(candidate.set.name)
    expect(set.place).toBeUndefined()
    await candidate.close()
  })

  it('does not take the place of one that is ahead of it, nor of one it does not know', async () => {
    const { store, rebuilding } = await newDatabase()
    const served = await servedSet(store)
    await served.write(batchOf(tell.recorded([tell.submitted(newScene()), tell.submitted(newScene())])))
    const candidate = await rebuilding.candidate()
    await candidate.set.write(batch())
    expect(await candidate.takeOver(served.name)).toBe(false)
    await expect(candidate.takeOver('another')).rejects.toThrow(SupersededError)
    await candidate.set.write(batchOf(tell.recorded([tell.submitted(newScene())], { after: 1 })))
    expect(await candidate.takeOver(served.name)).toBe(true)
    await expect(served.write(batch())).rejects.toThrow(SupersededError)
  })

  it('is dropped by others only when nobody has heard of it for long, and then cannot be put in place', async () => {
    const { db, store, rebuilding, rest } = await newDatabase()
    const candidate = await rebuilding.candidate()
    await candidate.set.write(batch())
    const served = await servedSet(store)
    const old = `v2_${(Date.now() - 7_200_000).toString(36)}_00000000`
    await db.collection(`episodes_${old}`).insertOne({ made: 'two hours ago, and claimed' })
    await db
      .collection<{ _id: string; claimed: string; at: Date }>('projection')
      .insertOne({ _id: `rebuild ${old}`, claimed: old, at: new Date() })
    await store.serve(served.name)
    expect(await rest()).toContain(`episodes_${old}`)

    const longAgo = { $set: { at: new Date(Date.now() - 3_600_000) } }
    await db.collection('projection').updateMany({ claimed: { $exists: true } }, longAgo)
    await store.serve(served.name)
    expect(await rest()).not.toContain(`episodes_${old}`)
    await expect(candidate.takeOver(served.name)).rejects.toThrow(SupersededError)
    await expect(candidate.set.write(batch())).rejects.toThrow(SupersededError)
  })

  it('of an earlier version is dropped on demand, served or not, and none of this version', async () => {
    const { store, rebuilding, rest, url } = await newDatabase()
    const older = openMongoStore({ url, version: 1 })
    onTestFinished(() => older.close())
    const [left, served] = [await servedSet(older), await servedSet(store)]
    const dropped = await rebuilding.dropOlder()
    expect(dropped.sort()).toEqual([`episodes_${left.name}`, `timeline_${left.name}`])
    expect((await rest()).sort()).toEqual([
      `episodes_${served.name}`,
      'projection',
      `timeline_${served.name}`,
    ])
    expect(await rebuilding.dropOlder()).toEqual([])
  })
})
