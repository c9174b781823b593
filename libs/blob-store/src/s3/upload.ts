import { createHash } from 'node:crypto'
import type { Connection } from './connection.ts'

/** As many as keep a line busy while the next part comes. */
const UNCONFIRMED_PARTS = 3

/** One more try, and not for long, then the sweeper has to: whoever put the blob is waiting for the error that led here. */
const ABORT_TRIES = 2
const ABORT_MS = 10_000

export type UploadOptions = {
  key: string
  /** Aborted by whoever knows first that it is over; then parts under way are cut off. */
  stop: AbortController
  /** The uploads of this process that are under way, by their S3 ids: the sweeper spares them. */
  underWay: Set<string>
}

export type Upload = {
  /** Begins it unless that was done, and tells where in it the part goes. */
  place(number: number): Promise<Record<string, string>>
  hasBegun(): boolean
  /** Resolves when there is room for another unconfirmed part, not when this one is stored. */
  add(number: number, etag: Promise<string>): Promise<void>
  /** Waits for all parts, and makes them one blob of `bytes` bytes. */
  complete(bytes: number): Promise<void>
  /** Forgets the parts. Never rejects: the error to be known is the one that led here. */
  abort(because: unknown): Promise<void>
}

/** A multipart upload: parts sent side by side, each tried again alone. Asks the store nothing before it has to. */
export function createUpload(connection: Connection, options: UploadOptions): Upload {
  const { client, bucket, call } = connection
  const { key, stop, underWay } = options
  const etags: string[] = []
  const flying = new Set<Promise<void>>()
  let id: string | undefined

  /** Never rejects: what goes wrong stops everything, and is found there. */
  async function fly(number: number, etag: Promise<string>): Promise<void> {
    try {
      etags[number - 1] = await etag
    } catch (error) {
      stop.abort(error)
    }
  }

  async function begin(): Promise<string> {
    const begun = await call(key, () => initiate(connection, key, stop.signal), stop)
    underWay.add(begun)
    return begun
  }

  return {
    async place(number) {
      id ??= await begin()
      return { uploadId: id, partNumber: String(number) }
    },

    hasBegun: () => id !== undefined,

    async add(number, etag) {
      const flight = fly(number, etag).finally(() => flying.delete(flight))
      flying.add(flight)
      while (flying.size >= UNCONFIRMED_PARTS) await Promise.race(flying)
    },

    async complete(bytes) {
      await Promise.all(flying)
      stop.signal.throwIfAborted()
      const uploadId = id ?? (await begin())
      const parts = etags.map((etag, index) => ({ part: index + 1, etag }))
      try {
        await call(key, () => client.completeMultipartUpload(bucket, key, uploadId, parts), stop)
      } catch (error) {
        stop.signal.throwIfAborted()
        if (!(await stands(connection, key, { bytes, etag: etagOfWhole(etags) }))) throw error
      }
      underWay.delete(uploadId)
    },

    async abort(because) {
      stop.abort(because)
      await Promise.all(flying)
      if (id === undefined) return
      const uploadId = id
      const patience = { tries: ABORT_TRIES, signal: AbortSignal.timeout(ABORT_MS) }
      await call(key, () => client.abortMultipartUpload(bucket, key, uploadId), patience).catch(() => {})
      underWay.delete(uploadId)
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
