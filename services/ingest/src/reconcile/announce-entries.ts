import type { BlobStore } from '@soundmill/blob-store'
import { type EntryDeps, reconcileEntry } from './reconcile-entry.ts'
import { isLate } from './reconciler.ts'

export type AnnounceDeps = EntryDeps & { blobs: BlobStore; now: () => Date }

/**
 * Settles the outbox entries of one episode now, as a reconciler would in a while: what they hold is in the log
 * afterwards. Resolves to the keys of those whose event stands there. Rejects when the store or the log does not
 * answer; one that cannot be read is passed over, and so are those of `known` jobs.
 */
export async function announceEntries(
  deps: AnnounceDeps,
  episode: string,
  { known }: { known?: ReadonlySet<string> } = {},
): Promise<string[]> {
  const standing: string[] = []
  for await (const head of deps.blobs.list(`outbox/${episode}/`)) {
    const [, , job = ''] = head.key.split('/')
    if (known?.has(job)) continue
    const { fate } = await reconcileEntry(deps, { head, isLate: isLate(head, deps.now()) })
    if (fate === 'said' || fate === 'known') standing.push(head.key)
  }
  return standing
}
