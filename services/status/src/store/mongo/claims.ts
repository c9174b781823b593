import type { Db } from 'mongodb'

/** Beside the pointers, in the same collection. */
type ClaimDocument = { _id: string; claimed: string; at: Date }

/** A rebuild that has not been heard of for so long is dead, and so is its set. */
const STALE_MS = 600_000

/** See `openClaims`. */
export type Claims = ReturnType<typeof openClaims>

/**
 * Sets that are built by one process each and named by no pointer. A claim is renewed while its process lives, by
 * the clock of the database; whoever tidies up spares what is claimed. A claim that was taken away cannot be renewed:
 * a process that slept through that must not put a set in place that others have dropped.
 */
export function openClaims(db: Db) {
  const claims = db.collection<ClaimDocument>('projection')
  const idOf = (set: string) => `rebuild ${set}`
  const now = { $currentDate: { at: true } } as const
  return {
    async make(set: string): Promise<void> {
      await claims.updateOne({ _id: idOf(set) }, { $set: { claimed: set }, ...now }, { upsert: true })
    },
    /** False: it was given up. */
    async renew(set: string): Promise<boolean> {
      return (await claims.updateOne({ _id: idOf(set) }, now)).matchedCount === 1
    },
    async release(set: string): Promise<void> {
      await claims.deleteOne({ _id: idOf(set) })
    },
    /** The claimed sets, once the stale claims are gone. */
    async living(): Promise<string[]> {
      const oldest = { $subtract: ['$$NOW', STALE_MS] }
      const all = { claimed: { $exists: true } }
      await claims.deleteMany({ ...all, $expr: { $lt: ['$at', oldest] } })
      return (await claims.find(all).toArray()).map(({ claimed }) => claimed)
    },
  }
}
