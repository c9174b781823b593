import { PROJECTION_VERSION } from '../../views/version.ts'
import { NothingServedError, type StatusStore, SupersededError, type Views } from '../index.ts'
import { choose, isSameLog, type Pointer, promote, type Slot } from '../pointer.ts'
import { openClaims } from './claims.ts'
import { dropLeftovers, dropSet, newSetName } from './collections.ts'
import { connectTo } from './connect.ts'
import { ensureIndexes } from './indexes.ts'
import { mongoViews } from './read.ts'
import { openSharedPointer } from './shared-pointer.ts'
import { mongoViewSet } from './view-set.ts'

export { PROJECTION_VERSION } from '../../views/version.ts'
export { MongoEnv, mongoOptions, mongoTogether } from './env.ts'
export { openMongoRebuilding } from './rebuilding.ts'

/** Where the views are. */
export type MongoStoreOptions = {
  /** A standalone server or a replica set; the database is `soundmill` when the URL names none. */
  url: string
  /** In PEM: whom to trust instead of the public authorities. Given, TLS is asked for, and a URL that forbids it is refused. */
  ca?: string | undefined
  /** Of the projection. Another one only where a test is to be another release. */
  version?: number
}

/**
 * Views in MongoDB 5 or later. It opens at once, whether or not a server is there; every call waits for one
 * for a few seconds, then rejects with ViewsUnavailableError, and a later call finds a server that came back.
 */
export function openMongoStore({ version = PROJECTION_VERSION, ...where }: MongoStoreOptions): StatusStore {
  const { db, ask, close } = connectTo(where)
  const pointer = openSharedPointer(db, version)
  const needed = { version, claims: openClaims(db), readPointer: pointer.read }

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
    const fresh = newSetName(version)
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
    await dropLeftovers(db, needed)
  }

  /** What is written while its set is replaced and dropped makes collections again, which nobody knows. */
  async function tidied(set: string, err: unknown): Promise<never> {
    if (err instanceof SupersededError) {
      const { served, building } = await ask(pointer.read)
      if (served?.set !== set && building?.set !== set) await ask(() => dropSet(db, set))
    }
    throw err
  }

  return {
    read: (question) => ask(() => readServed(question)),

    toWrite: (lost) =>
      ask(async () => {
        const slot = await chosenSlot(lost)
        await dropLeftovers(db, needed)
        const set = mongoViewSet(db, { ask, pointer }, slot)
        return { ...set, write: (batch) => set.write(batch).catch((err) => tidied(slot.set, err)) }
      }),

    serve: (set) => ask(() => serve(set)),

    tidy: () => ask(() => dropLeftovers(db, needed)),

    check: () => ask(async () => void (await pointer.read())),

    close,
  }
}
