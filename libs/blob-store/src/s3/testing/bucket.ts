import { type S3Address, uniqueNamespace } from '@soundmill/test-support'
import { Client } from 'minio'
import type { S3Options } from '../index.ts'

/** A bucket of its own, and a look behind the store. */
export function aim(address: S3Address | null) {
  const { endpoint, accessKey, secretKey } = address ?? {
    endpoint: 'http://none',
    accessKey: '-',
    secretKey: '-',
  }
  const bucket = uniqueNamespace()
  const options: S3Options = { endpoint, accessKey, secretKey, bucket, region: 'us-east-1' }

  async function incomplete(prefix = ''): Promise<string[]> {
    const { hostname, port } = new URL(endpoint)
    const client = new Client({ endPoint: hostname, port: Number(port), useSSL: false, accessKey, secretKey })
    const { uploads } = await client.listIncompleteUploadsQuery(bucket, prefix, '', '', '')
    return uploads.map(({ key }) => key)
  }
  return { options, incomplete }
}
