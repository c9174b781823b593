import type { BlobStore, PutOptions } from '@soundmill/blob-store'
import type { Logger } from '@soundmill/runtime'

export type KeptDeps = { blobs: BlobStore; log: Logger; now: () => Date }

/** What one request has stored so far, and the way back while nobody was promised anything. */
export type Kept = ReturnType<typeof createKept>

/** Begins with what was stored for the request before; that counts as stored now. */
export function createKept({ blobs, log, now }: KeptDeps, before: string[] = []) {
  const keys = [...before]
  let since = keys.length > 0 ? now() : undefined

  return {
    /** Stores, or fails and leaves nothing, as `BlobStore.put` does. */
    async put(key: string, content: AsyncIterable<Uint8Array>, options: PutOptions): Promise<void> {
      since ??= now()
      await blobs.put(key, content, options)
      keys.push(key)
    },

    /** When the first of it began to be stored: a sweeper counts its age from the end, but some stores date it so. */
    since: (): Date => since ?? now(),

    /** Takes all of it away. Does not fail: what cannot be taken away now is left to the sweeper. */
    async drop(): Promise<void> {
      for (const key of keys) {
        await blobs.delete(key).catch((err: unknown) => log.warn({ err }, 'left for the sweeper'))
      }
    },
  }
}
