import { randomBytes } from 'node:crypto'
import type { S3Address } from '@soundmill/test-support'
import { Client } from 'minio'

/** As many as S3 removes by one request. */
const REMOVED_AT_ONCE = 1000

/** The published client, as one would write it. */
export function createStoreClient({ endpoint, accessKey, secretKey }: S3Address): Client {
  const { hostname, port, protocol } = new URL(endpoint)
  const useSSL = protocol === 'https:'
  const endPoint = hostname
  return new Client({
    ...{ endPoint, useSSL, accessKey, secretKey, region: 'us-east-1' },
    ...(port === '' ? {} : { port: Number(port) }),
  })
}

export type Bucket = {
  name: string
  /** How many objects have exactly so many bytes. */
  count(bytes: number): Promise<number>
  /** With everything in it, unfinished uploads too. */
  remove(): Promise<void>
}

/** A bucket with a name that nobody has. */
export async function makeBucket(s3: S3Address): Promise<Bucket> {
  const client = createStoreClient(s3)
  const name = `bench-${randomBytes(6).toString('hex')}`
  await client.makeBucket(name)

  async function* objects() {
    for await (const { name: key, size } of client.listObjectsV2(name, '', true)) yield { key, size }
  }

  return {
    name,
    async count(bytes) {
      let found = 0
      for await (const { size } of objects()) if (size === bytes) found++
      return found
    },
    async remove() {
      const keys = []
      for await (const { key } of objects()) keys.push(key)
      for (let i = 0; i < keys.length; i += REMOVED_AT_ONCE) {
        await client.removeObjects(name, keys.slice(i, i + REMOVED_AT_ONCE))
      }
      for await (const { key } of client.listIncompleteUploads(name, '', true)) {
        await client.removeIncompleteUpload(name, key)
      }
      await client.removeBucket(name)
    },
  }
}
