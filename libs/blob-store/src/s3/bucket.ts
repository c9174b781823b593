import { createConnection } from './connection.ts'
import { codeOf } from './errors.ts'
import type { S3Options } from './options.ts'

/** Makes the bucket unless it is there. Needs rights that services have not: the topology step does it. Rejects with StoreUnavailableError. */
export async function ensureBucket(options: S3Options): Promise<void> {
  const { client, bucket, call, close } = createConnection(options)
  try {
    if (await call('', () => client.bucketExists(bucket))) return
    await call('', async () => {
      try {
        await client.makeBucket(bucket, options.region)
      } catch (error) {
        // Somebody else was faster.
        if (codeOf(error) !== 'BucketAlreadyOwnedByYou') throw error
      }
    })
  } finally {
    close()
  }
}
