import type { BlobStore } from '@soundmill/blob-store'
import type { Logger } from '@soundmill/runtime'
import { outcomeOf } from '../jobs/retried-job.ts'
import { type AnnounceDeps, announceEntries } from '../reconcile/announce-entries.ts'

/** How long the answer to a deletion waits for the bytes to be gone, in milliseconds. */
const PATIENCE_MS = 3_000

/** The log says in every line which episode it is about. */
export type DropDeps = AnnounceDeps & { blobs: BlobStore; log: Logger }

/**
 * Takes away what a deleted episode has in the store, as far as that goes within three seconds. Does not fail: the
 * sweeper does the rest, and comes again for what is written late. Entries of the outbox go when the log has their
 * event and the outcome of their job, so that a reconciler finds nothing to do with them.
 */
export async function dropBytes(deps: DropDeps, episode: string): Promise<void> {
  const until = AbortSignal.timeout(PATIENCE_MS)
  const dropping = dropAll(deps, episode, until).catch((err: unknown) => {
    deps.log.warn({ err }, 'bytes of a deleted episode were left for the sweeper')
  })
  await Promise.race([dropping, aborted(until)])
}

async function dropAll(deps: DropDeps, episode: string, until: AbortSignal): Promise<void> {
  const { blobs } = deps
  for (const prefix of [`artifacts/${episode}/`, `source/${episode}/`]) {
    for await (const { key } of blobs.list(prefix)) {
      if (until.aborted) return
      await blobs.delete(key)
    }
  }
  for (const key of await announceEntries(deps, episode)) {
    if (until.aborted) return
    if (await hasEnded(deps, episode, key)) await blobs.delete(key)
  }
}

async function hasEnded(deps: DropDeps, episode: string, entry: string): Promise<boolean> {
  const [, , job = ''] = entry.split('/')
  return (await outcomeOf(deps, { episode, job })) !== undefined
}

const aborted = (signal: AbortSignal) =>
  new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
