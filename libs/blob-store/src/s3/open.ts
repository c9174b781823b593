import type { BlobStore } from '../index.ts'
import { assertKey } from '../key.ts'
import { createBudget, MEMORY_BYTES } from './budget.ts'
import { createConnection } from './connection.ts'
import { list } from './list.ts'
import type { S3Options } from './options.ts'
import { createPresignGet } from './presign.ts'
import { createPut } from './put.ts'
import { createReading } from './read.ts'
import { sweep } from './sweep.ts'

/**
 * Blobs in a bucket of MinIO or any other store that speaks S3. Opening asks the store nothing: whether it can
 * be reached and the bucket is there shows with the first operation, and again with each. A service needs the
 * rights to list the bucket besides those to read and write: without, S3 does not say that a blob is missing.
 */
export function openS3Blobs(options: S3Options): BlobStore {
  const { memoryBytes = MEMORY_BYTES, memoryWaitMs } = options
  const connection = createConnection(options)
  const { client, bucket, call } = connection
  const underWay = new Set<string>()
  return {
    put: createPut(connection, { budget: createBudget(memoryBytes, { mostWaitMs: memoryWaitMs }), underWay }),
    ...createReading(connection),
    list: (prefix) => list(connection, prefix),
    async delete(key) {
      assertKey(key)
      await call(key, () => client.removeObject(bucket, key))
    },
    presignGet: createPresignGet(options),
    sweep: (before, { signal } = {}) => sweep(connection, { before, underWay, signal }),
    async close() {
      connection.close()
    },
  }
}
