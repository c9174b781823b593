import { createHash } from 'node:crypto'
import type { Part } from '../parts.ts'
import type { Connection } from './connection.ts'
import { send } from './send.ts'
import type { Turns } from './turns.ts'

/** As many as keep a line busy while the next part fills. */
const PARTS_IN_FLIGHT = 3

/** One more try, and not for long, then the sweeper has to: whoever put the blob is waiting for the error that led here. */
const ABORT_TRIES = 2
const ABORT_MS = 10_000

export type UploadOptions = {
  key: string
  /** Turns of all uploads together. */
  turns: Turns
  /** Aborted by whoever knows first that it is over; then parts under way are cut off. */
  stop: AbortController
}

export type Upload = {
  /** Resolves when there is room for another part, not when this one is stored. */
  add(part: Part): Promise<void>
  /** Waits for all parts, and makes them one blob. */
  complete(): Promise<void>
  /** Forgets the parts. Never rejects: the error to be known is the one that led here. */
  abort(because: unknown): Promise<void>
}

/** A multipart upload: parts sent side by side, each tried again alone. */
export async function startUpload(connection: Connection, options: UploadOptions): Promise<Upload> {
  const { client, bucket, call } = connection
  const { key, turns, stop } = options
  const uploadId = await call(key, () => initiate(connection, key, stop.signal), stop)
  const etags: string[] = []
  const flying = new Set<Promise<void>>()
  let bytes = 0

  /** Never rejects: what goes wrong stops everything, and is found there. */
  async function fly(part: Part): Promise<void> {
    const query = { uploadId, partNumber: String(part.number) }
    const { signal } = stop
    try {
      etags[part.number - 1] = await call(key, () => send(connection, part, { key, query, signal }), {
        signal,
      })
    } catch (error) {
      stop.abort(error)
    }
  }

  return {
    async add(part) {
      bytes += part.bytes
      while (flying.size >= PARTS_IN_FLIGHT) await Promise.race(flying)
      const release = await turns.take(stop.signal)
      const flight = fly(part).finally(() => {
        release()
        flying.delete(flight)
      })
      flying.add(flight)
    },

    async complete() {
      await Promise.all(flying)
      stop.signal.throwIfAborted()
      const parts = etags.map((etag, index) => ({ part: index + 1, etag }))
      try {
        await call(key, () => client.completeMultipartUpload(bucket, key, uploadId, parts), stop)
      } catch (error) {
        stop.signal.throwIfAborted()
        if (!(await stands(connection, key, { bytes, etag: etagOfWhole(etags) }))) throw error
      }
    },

    async abort(because) {
      stop.abort(because)
      await Promise.all(flying)
      const patience = { tries: ABORT_TRIES, signal: AbortSignal.timeout(ABORT_MS) }
      await call(key, () => client.abortMultipartUpload(bucket, key, uploadId), patience).catch(() => {})
    },
  }
}

/** One that begins when nobody waits for it any more is ended at once; the sweeper has what that fails for. */
async function initiate({ client, bucket }: Connection, key: string, signal: AbortSignal): Promise<string> {
  const uploadId = await client.initiateNewMultipartUpload(bucket, key, {})
  if (signal.aborted) await client.abortMultipartUpload(bucket, key, uploadId)
  return uploadId
}

/**
 * The answer to Complete can get lost after the store did it; asked again, the store knows no such upload. Then
 * only the blob can tell, and its ETag does: another blob of the same size has another.
 */
async function stands(
  connection: Connection,
  key: string,
  whole: { bytes: number; etag: string },
): Promise<boolean> {
  const { client, bucket, call } = connection
  try {
    const found = await call(key, () => client.statObject(bucket, key))
    return found.size === whole.bytes && found.etag === whole.etag
  } catch {
    return false
  }
}

/** S3's rule: the MD5 of the parts' MD5s, a dash, and how many there are. Stores that encrypt have another; there a lost answer counts as a failure. */
function etagOfWhole(etags: string[]): string {
  const hash = createHash('md5')
  for (const etag of etags) hash.update(Buffer.from(etag, 'hex'))
  return `${hash.digest('hex')}-${etags.length}`
}
