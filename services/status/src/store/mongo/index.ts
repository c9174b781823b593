import { MongoClient } from 'mongodb'
import { NothingServedError, type StatusStore, type Views } from '../index.ts'
import { choose, isSameLog, type Pointer, promote, type Slot } from '../pointer.ts'
import { createAsking } from './asking.ts'
import { dropLeftovers, dropSet, ensureIndexes, newSetName } from './collections.ts'
import { databaseOf } from './env.ts'
import { mongoViews } from './read.ts'
import { openSharedPointer } from './shared-pointer.ts'
import { mongoViewSet } from './view-set.ts'

export { PROJECTION_VERSION } from '../../views/version.ts'
export { MongoEnv } from './env.ts'

/** Where the views are. */
export type MongoStoreOptions = {
  /** A standalone server or a replica set; the database is `soundmill` when the URL names none. */
  url: string
}

/** A dead server must show within seconds, and none of it may make a caller wait for ever. */
const PATIENCE = {
  serverSelectionTimeoutMS: 5_000,
  connectTimeoutMS: 5_000,
  waitQueueTimeoutMS: 5_000,
  socketTimeoutMS: 15_000,
  writeConcern: { w: 'majority', wtimeoutMS: 10_000 },
} as const

/**
 * Views in MongoDB 5 or later. It opens at once, whether or not a server is there; every call waits for one
 * for a few seconds, then rejects with ViewsUnavailableError, and a later call finds a server that came back.
 */
export function openMongoStore({ url }: MongoStoreOptions): StatusStore {
  const client = new MongoClient(url, { appName: 'soundmill-status', ignoreUndefined: true, ...PATIENCE })
  const db = client.db(databaseOf(url))
  const ask = createAsking(client)
  const pointer = openSharedPointer(db)

  async function readServed<T>(question: (views: Views) => Promise<T>): Promise<T> {
    const { served } = await pointer.read()
    if (!served) throw new NothingServedError('the views are being built')
    // A set that is dropped under a query answers with nothing or an error: neither counts.
    const [answer] = await Promise.allSettled([question(mongoViews(db, served))])
    if (!isSameLog((await pointer.read()).served, served)) return readServed(question)
    if (answer.status === 'rejected') throw answer.reason
    return answer.value
  }

  /**
   * A new set is made before it is named: nobody else makes the same collections at the same time, and nobody
   * writes into one without indexes. Who was slower takes his own away again.
   */
  async function chosenSlot(lost: ReadonlySet<string>): Promise<Slot> {
    const fresh = newSetName()
    const chooseNow = (now: Pointer) => choose(now, lost, () => fresh)
    const isOurs = chooseNow(await pointer.read()).slot.set === fresh
    if (isOurs) await ensureIndexes(db, fresh)
    const { slot } = chooseNow(await pointer.update((now) => chooseNow(now).pointer))
    if (isOurs && slot.set !== fresh) await dropSet(db, fresh)
    await ensureIndexes(db, slot.set)
    return slot
  }

  async function serve(set: string) {
    const before = (await pointer.read()).served
    await pointer.update((now) => promote(now, set))
    if (before && before.set !== set) await dropSet(db, before.set)
    await dropLeftovers(db, pointer.read)
  }

  return {
    read: (question) => ask(() => readServed(question)),

    toWrite: (lost) =>
      ask(async () => {
        const slot = await chosenSlot(lost)
        await dropLeftovers(db, pointer.read)
        return mongoViewSet(db, { ask, pointer }, slot)
      }),

    serve: (set) => ask(() => serve(set)),

    close: () => client.close(),
  }
}
