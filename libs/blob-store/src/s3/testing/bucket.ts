import { type S3Address, uniqueNamespace } from '@soundmill/test-support'
import { Client } from 'minio'
import type { S3Options } from '../index.ts'

/** A bucket of its own, and a look behind the store. */
export function aim(address: S3Address | null) {
  const { endpoint, accessKey, secretKey } = address ?? {
    endpoint: 'http://none:1',
    accessKey: '-',
    secretKey: '-',
  }
  const bucket = uniqueNamespace()
  const options: S3Options = { endpoint, accessKey, secretKey, bucket, region: 'us-east-1' }

  const { hostname, port } = new URL(endpoint)
  const client = new Client({ endPoint: hostname, port: Number(port), useSSL: false, accessKey, secretKey })

  async function incomplete(prefix = ''): Promise<string[]> {
    const { uploads } = await client.listIncompleteUploadsQuery(bucket, prefix, '', '', '')
    return uploads.map(({ key }) => key)
  }

  /** What is left when a process is killed after it began an upload. */
  async function abandon(key: string): Promise<void> {
    await client.initiateNewMultipartUpload(bucket, key, {})
  }
  return { options, incomplete, abandon }
}
