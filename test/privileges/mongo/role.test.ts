import { statusStoreContract } from '@soundmill/status/store/contract'
import { openMongoRebuilding, openMongoStore } from '@soundmill/status/store/mongo'
import { until } from '@soundmill/test-support'
import { MongoClient } from 'mongodb'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { FORBIDDEN } from './acts.ts'
import { type GuardedMongo, startGuardedMongo } from './server.ts'

const UNAUTHORIZED = 13

describe.skipIf(!inject('docker'))('F35: the user that deploy/mongo makes for status', () => {
  let mongo: GuardedMongo
  beforeAll(async () => {
    mongo = await startGuardedMongo()
  })
  afterAll(() => mongo?.stop())

  /** Connected as somebody for as long as it takes. */
  async function connected<T>(url: string, work: (client: MongoClient) => Promise<T>): Promise<T> {
    const client = await MongoClient.connect(url)
    try {
      return await work(client)
    } finally {
      await client.close()
    }
  }

  async function openEmpty() {
    await connected(mongo.adminUrl, (client) => client.db('soundmill').dropDatabase())
    return openMongoStore({ url: mongo.url })
  }

  describe('may do what it has to', () => {
    statusStoreContract('mongo with access control', openEmpty)

    it('and builds the views anew beside those that are served', async () => {
      const store = await openEmpty()
      const served = await store.toWrite(new Set())
      await store.serve(served.name)
      const rebuilding = openMongoRebuilding({ url: mongo.url })
      const candidate = await rebuilding.candidate()
      expect(await candidate.takeOver(served.name)).toBe(true)
      await candidate.close()
      await rebuilding.dropOlder()
      await Promise.all([store.close(), rebuilding.close()])
    })

    it('and was refused nothing all the while', async () => expect(await mongo.refusals()).toEqual([]))
  })

  it.each(FORBIDDEN)('may not $what', async ({ attempt }) => {
    const outcome = await connected(mongo.url, (client) => attempt(client).catch((err: unknown) => err))
    expect(outcome).toMatchObject({ code: UNAUTHORIZED })
  })

  it('would show in the log of the server if it tried', async () => {
    // Docker tells what a container prints a moment later.
    await until(async () => (await mongo.refusals()).length >= FORBIDDEN.length, { what: 'every refusal' })
  })

  it('nobody gets in without', async () => {
    const anonymous = mongo.url.replace(/\/\/.*@/, '//')
    const reading = connected(anonymous, (client) =>
      client.db('soundmill').collection('projection').findOne(),
    )
    await expect(reading).rejects.toMatchObject({ code: UNAUTHORIZED })
  })

  it('has another password as soon as the script is run with another', async () => {
    await mongo.makeUsers({ MONGO_STATUS_PASSWORD: 'changed' })
    const ping = (client: MongoClient) => client.db('soundmill').collection('projection').countDocuments()
    await expect(connected(mongo.url, ping)).rejects.toThrow('Authentication failed')
    await connected(mongo.url.replace('status-secret', 'changed'), ping)
  })
})
