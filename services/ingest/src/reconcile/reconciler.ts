import type { BlobHead } from '@soundmill/blob-store'
import { LogUnavailableError } from '@soundmill/event-log'
import type { IngestMetrics } from '../metrics.ts'
import { createConfirmed } from './confirmed.ts'
import { type EntryDeps, reconcileEntry } from './reconcile-entry.ts'

/** How long an entry is kept after its event is in the log: it mends a log that lost its end. */
const KEEP_MS = 24 * 3_600_000

export type ReconcilerDeps = EntryDeps & { metrics: IngestMetrics; now: () => Date }

/** Says what the outbox holds and the log lacks. Every replica may run one, at any time, beside uploads. */
export function createReconciler(deps: ReconcilerDeps) {
  const { outbox, events, metrics, log, now } = deps
  const confirmed = createConfirmed(now)

  async function settle(head: BlobHead, isOld: boolean): Promise<void> {
    const fate = await reconcileEntry(deps, head)
    if (fate === 'said') {
      metrics.reconciled.inc()
      log.info({ key: head.key }, 'announced what the outbox held')
    }
    if (fate !== 'unreadable') confirmed.add(head.key)
    if (fate === 'known' && isOld) await outbox.remove(head.key)
  }

  /** False when the log stopped answering. An entry that fails otherwise waits for the next pass. */
  async function trySettle(head: BlobHead, isOld: boolean): Promise<boolean> {
    try {
      await settle(head, isOld)
    } catch (err) {
      if (err instanceof LogUnavailableError) return false
      log.warn({ err, key: head.key }, 'could not settle an outbox entry, will try again')
    }
    return true
  }

  /** An old one is looked at again, however sure we are, before it is removed. */
  const isOpen = (key: string, isOld: boolean) => isOld || !confirmed.has(key)

  /** One look at the whole outbox. Rejects when it cannot be listed. */
  async function pass(signal: AbortSignal): Promise<void> {
    const state = await events.state().catch(() => undefined)
    confirmed.observe(state)
    // A log that stopped answering is not asked about every entry: each would wait for seconds.
    let answers = state !== undefined
    let oldestMs = 0
    const listed = new Set<string>()
    for await (const head of outbox.list()) {
      if (signal.aborted) return
      listed.add(head.key)
      const ageMs = now().getTime() - head.modifiedAt.getTime()
      const isOld = ageMs > KEEP_MS
      if (answers && isOpen(head.key, isOld)) answers = await trySettle(head, isOld)
      if (!confirmed.has(head.key)) oldestMs = Math.max(oldestMs, ageMs)
    }
    confirmed.keepOnly(listed)
    metrics.oldestUnannouncedSeconds.set(oldestMs / 1000)
  }

  return { pass }
}
