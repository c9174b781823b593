import { open, unlink } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { breakable } from '../abortable.ts'
import { assertRange } from '../byte-range.ts'
import { BlobNotFoundError, type BlobStore, type ByteRange } from '../index.ts'
import { assertKey, assertPrefix } from '../key.ts'
import { pruneEmpty } from './durable.ts'
import { guard, orNothing } from './errors.ts'
import { openPartialFiles } from './partial-files.ts'
import { putFile } from './put.ts'
import { headOf, walk } from './walk.ts'

export type FsBlobsOptions = {
  /** Made when missing. Several processes may have it open. */
  dir: string
}

/**
 * Blobs as files, each at the path that its key spells. Rejects with StoreUnavailableError when the directory
 * cannot be used.
 */
export async function openFsBlobs({ dir }: FsBlobsOptions): Promise<BlobStore> {
  const root = resolve(dir)
  const partials = await guard(() => openPartialFiles(root))

  function pathOf(key: string): string {
    assertKey(key)
    return join(root, key)
  }

  return {
    async put(key, content, { signal } = {}) {
      const path = pathOf(key)
      const partial = partials.next()
      try {
        return { bytes: await putFile({ key, path, partial: partial.path, content, signal }) }
      } finally {
        partial.finished()
      }
    },

    async get(key, { range, signal } = {}) {
      const path = pathOf(key)
      if (range) assertRange(range)
      signal?.throwIfAborted()
      return breakable(await guard(() => openForReading(key, path, range)), signal)
    },

    async head(key) {
      assertKey(key)
      return headOf(root, key)
    },

    async *list(prefix) {
      assertPrefix(prefix)
      yield* walk(root, prefix)
    },

    async delete(key) {
      const path = pathOf(key)
      if (!(await headOf(root, key))) return
      await guard(async () => {
        await orNothing(unlink(path))
        await pruneEmpty(dirname(path), root)
      })
    },

    /** Files have no address on the network. */
    async presignGet(key) {
      assertKey(key)
      return undefined
    },

    sweep: (before, { signal } = {}) => guard(() => partials.sweep(before, signal)),

    async close() {},
  }
}

async function openForReading(key: string, path: string, range: ByteRange | undefined) {
  const file = await orNothing(open(path, 'r'))
  if (!file) throw new BlobNotFoundError(key)
  try {
    const found = await file.stat()
    if (!found.isFile()) throw new BlobNotFoundError(key)
    if (range && range.start >= found.size) throw new RangeError(`${key} has only ${found.size} bytes`)
    return file.createReadStream(range)
  } catch (error) {
    await file.close()
    throw error
  }
}
