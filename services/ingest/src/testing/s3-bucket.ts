import type { BlobStore } from '@soundmill/blob-store'
import { ensureBucket, openS3Blobs } from '@soundmill/blob-store/s3'
import { type S3Address, uniqueNamespace } from '@soundmill/test-support'
import { onTestFinished } from 'vitest'

/** Where there is no store the tests are skipped; their files are read all the same. */
const NOWHERE: S3Address = { endpoint: 'http://127.0.0.1:9000', accessKey: '', secretKey: '' }

/** A bucket for one test; what it opens is the same bucket, straight or over a line to the store. */
export async function s3Bucket(
  s3: S3Address | null,
): Promise<{ endpoint: string; open(line?: string): BlobStore }> {
  const address = s3 ?? NOWHERE
  const options = { ...address, bucket: uniqueNamespace(), region: 'us-east-1', stallMs: 2_000 }
  await ensureBucket(options)
  return {
    endpoint: address.endpoint,
    open(line = address.endpoint) {
      const blobs = openS3Blobs({ ...options, endpoint: line })
      onTestFinished(() => blobs.close())
      return blobs
    },
  }
}
