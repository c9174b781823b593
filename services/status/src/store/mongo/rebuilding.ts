import { PROJECTION_VERSION } from '../../views/version.ts'
import { SupersededError } from '../index.ts'
import { overtake, type Pointer, type Slot } from '../pointer.ts'
import type { Candidate, RebuildingStore } from '../rebuilding.ts'
import { type Claims, openClaims } from './claims.ts'
import { dropLeftovers, dropOlder, dropSet, newSetName } from './collections.ts'
import { connectTo } from './connect.ts'
import type { MongoStoreOptions } from './index.ts'
import { ensureIndexes } from './indexes.ts'
import { openSharedPointer } from './shared-pointer.ts'
import { mongoShelf } from './shelf.ts'
import { mongoViewSet } from './view-set.ts'

/** Often enough that a claim outlives a database that is away for minutes. */
const RENEW_MS = 20_000

/** Building whole views in the database of `openMongoStore`, beside the processes that serve from it. */
export function openMongoRebuilding({
  version = PROJECTION_VERSION,
  ...where
}: MongoStoreOptions): RebuildingStore {
  const { db, ask, close } = connectTo(where)
  const shared = openSharedPointer(db, version)
  const claims = openClaims(db)

  /** Claimed before it is made: whoever looks for leftovers meanwhile finds that it is somebody's. */
  async function begin(): Promise<Candidate> {
    await dropLeftovers(db, { version, claims, readPointer: shared.read })
    const name = newSetName(version)
    await claims.make(name)
    await ensureIndexes(db, name)
    const own = ownPointer(name)
    const claim = keepClaim(claims, name)
    const set = mongoViewSet(db, { ask, pointer: own, isAlone: true }, own.slot())

    async function takeOver(instead: string | undefined): Promise<boolean> {
      await claim.renew()
      const change = (now: Pointer) => overtake(now, own.slot(), instead)
      const { served } = await claim.checked(() => shared.update(change))
      if (served?.set !== name) return false
      claim.stop()
      await claims.release(name)
      if (instead !== undefined) await dropSet(db, instead)
      return true
    }

    return {
      set: { ...set, write: (batch) => claim.checked(() => set.write(batch)) },
      shelf: mongoShelf(db, name, ask),
      shelfOf: (other) => mongoShelf(db, other, ask),
      served: () => ask(() => claim.checked(async () => (await shared.read()).served)),
      takeOver: (instead) => ask(() => takeOver(instead)),
      close: () =>
        ask(async () => {
          claim.stop()
          if ((await shared.read()).served?.set === name) return
          await dropSet(db, name)
          await claims.release(name)
        }),
    }
  }

  return { candidate: () => ask(begin), dropOlder: () => ask(() => dropOlder(db, version)), close }
}

/** What a set that nobody shares knows of itself: the same steps as of the shared pointer, without asking anybody. */
function ownPointer(set: string) {
  let building: Slot = { set }
  return {
    slot: () => building,
    async update(change: (pointer: Pointer) => Pointer): Promise<Pointer> {
      const changed = change({ building })
      building = changed.building ?? building
      return changed
    },
  }
}

/** Renews it until it is stopped. A database that is away is asked again; a claim that is gone is gone. */
function keepClaim(claims: Claims, set: string) {
  let lost = false
  const renew = async () => {
    lost ||= !(await claims.renew(set))
  }
  const timer = setInterval(() => void renew().catch(() => undefined), RENEW_MS)
  return {
    renew,
    stop: () => clearInterval(timer),
    async checked<T>(work: () => Promise<T>): Promise<T> {
      if (lost) throw new SupersededError(set)
      return work()
    },
  }
}
