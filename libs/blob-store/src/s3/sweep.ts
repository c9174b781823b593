import type { Connection } from './connection.ts'
import { codeOf } from './errors.ts'

type Sweeping = { before: Date; underWay: ReadonlySet<string>; signal: AbortSignal | undefined }

type Unfinished = { key: string; uploadId: string; initiated: Date }

/**
 * Aborts multipart uploads that began before that time, but for those in `underWay` (S3 ids), as far as the store
 * lists them; says how many. AWS lists all. MinIO (tried on 2026-02-12; `ListMultipartUploads` in its
 * cmd/erasure-server-pool.go) lists for the empty prefix those that the very server that is asked has seen since
 * it started, however many in one answer, and for any other prefix only uploads of exactly that key. So what was
 * unfinished when MinIO restarted is out of our reach: MinIO removes it itself after 24 h
 * (`MINIO_API_STALE_UPLOADS_EXPIRY`).
 */
export async function sweep(connection: Connection, { before, underWay, signal }: Sweeping): Promise<number> {
  const { client, bucket, call } = connection
  let removed = 0
  for await (const { key, uploadId, initiated } of unfinished(connection, signal)) {
    if (initiated >= before || underWay.has(uploadId)) continue
    const abort = async () => {
      try {
        await client.abortMultipartUpload(bucket, key, uploadId)
        removed += 1
      } catch (error) {
        // Completed or aborted meanwhile.
        if (codeOf(error) !== 'NoSuchUpload') throw error
      }
    }
    await call(key, abort, { signal })
  }
  return removed
}

/** `minio` 8.0.7 loses the second marker: beyond a page, of one key only those of the first page are found. The next sweep finds more. */
async function* unfinished(
  { client, bucket, call }: Connection,
  signal: AbortSignal | undefined,
): AsyncGenerator<Unfinished> {
  let [keyMarker, uploadMarker] = ['', '']
  for (;;) {
    const next = () => client.listIncompleteUploadsQuery(bucket, '', keyMarker, uploadMarker, '')
    const page = await call('', next, { signal })
    yield* page.uploads
    if (!page.isTruncated || page.nextKeyMarker === keyMarker) return
    keyMarker = page.nextKeyMarker
    uploadMarker = page.nextUploadIdMarker
  }
}
