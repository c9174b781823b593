import { buffer } from 'node:stream/consumers'
import { BlobNotFoundError, type BlobStore } from '@soundmill/blob-store'
import { z } from 'zod'

/** What a record of a resumable upload has to tell here: ingest, whose it is, keeps more in it. */
const UploadRecord = z.object({ episode: z.uuid() })

const RECORD = /^(uploads\/[^/]+\/)upload\.json$/

/** Records are a few kilobytes; what is longer is none. */
const MAX_BYTES = 256 * 1024

/**
 * Takes away what is kept of the resumable upload an episode came by: a file name and a title among it. The record
 * goes last, for it tells whose the rest is.
 */
export async function dropUploads({ blobs }: { blobs: BlobStore }, episode: string): Promise<void> {
  for await (const { key, bytes } of blobs.list('uploads/')) {
    const [, root] = RECORD.exec(key) ?? []
    if (root === undefined || bytes > MAX_BYTES || (await episodeOf(blobs, key)) !== episode) continue
    for await (const part of blobs.list(root)) if (part.key !== key) await blobs.delete(part.key)
    await blobs.delete(key)
  }
}

/** Undefined for a record that is gone, or none. */
async function episodeOf(blobs: BlobStore, key: string): Promise<string | undefined> {
  try {
    const record: unknown = JSON.parse(String(await buffer(await blobs.get(key))))
    return UploadRecord.safeParse(record).data?.episode
  } catch (err) {
    if (err instanceof BlobNotFoundError || err instanceof SyntaxError) return undefined
    throw err
  }
}
