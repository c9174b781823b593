import { type Db, MongoServerError } from 'mongodb'
import type { Pointer } from '../pointer.ts'

/** MongoDB's code for a document that is there already. */
export const DUPLICATE_KEY = 11000

type PointerDocument = { _id: string; revision: number; pointer: Pointer }

/** See `openSharedPointer`. */
export type SharedPointer = ReturnType<typeof openSharedPointer>

/** The pointer of a version of the projection, in one small document that all its processes share. */
export function openSharedPointer(db: Db, version: number) {
  const documents = db.collection<PointerDocument>('projection')
  const _id = `v${version}`
  const find = async () => (await documents.findOne({ _id })) ?? { revision: 0, pointer: {} }

  /** False when somebody was faster. */
  async function save(revision: number, pointer: Pointer): Promise<boolean> {
    const next = { revision: revision + 1, pointer }
    if (revision > 0) return (await documents.replaceOne({ _id, revision }, next)).matchedCount === 1
    try {
      await documents.insertOne({ _id, ...next })
      return true
    } catch (err) {
      if (err instanceof MongoServerError && err.code === DUPLICATE_KEY) return false
      throw err
    }
  }

  return {
    read: async (): Promise<Pointer> => (await find()).pointer,

    /** Saves what `change` makes of the pointer, if it makes anything of it; asks again when somebody was faster. */
    async update(change: (pointer: Pointer) => Pointer): Promise<Pointer> {
      for (;;) {
        const { revision, pointer } = await find()
        const changed = change(pointer)
        if (changed === pointer || (await save(revision, changed))) return changed
      }
    },
  }
}
