import type { BlobHead } from '@soundmill/blob-store'
import { LogUnavailableError } from '@soundmill/event-log'
import { traceIdOf } from '@soundmill/runtime'
import type { IngestMetrics } from '../metrics.ts'
import { entryNames } from '../submit/outbox.ts'
import { isInPlace, witnessOf } from '../witness.ts'
import { createConfirmed } from './confirmed.ts'
import { type EntryDeps, reconcileEntry } from './reconcile-entry.ts'

/** How long an entry is kept, at the least, after its event came into the log: it mends a log that lost its end. */
const KEEP_MS = 24 * 3_600_000

/**
 * An entry whose event was not in the log for so long is put again when that is said: only its own age tells
 * how long the log can have had the event. Not sooner, for what is put again looks as if it had not waited.
 */
const LATE_MS = 12 * 3_600_000

/** Whether an entry has waited for so long that it is put again before its event is said. */
export const isLate = ({ modifiedAt }: BlobHead, now: Date): boolean =>
  now.getTime() - modifiedAt.getTime() > LATE_MS

export type ReconcilerDeps = EntryDeps & { metrics: IngestMetrics; now: () => Date }

/** Says what the outbox holds and the log lacks. Every replica may run one, at any time, beside uploads. */
export function createReconciler(deps: ReconcilerDeps) {
  const { outbox, events, metrics, log, now } = deps
  const confirmed = createConfirmed()
  /** As of the last time each of them was looked at. */
  const unreadable = new Set<string>()
  const ageMs = (head: BlobHead) => now().getTime() - head.modifiedAt.getTime()
  const isOld = (head: BlobHead) => ageMs(head) > LATE_MS + KEEP_MS

  /** Somebody else may have put it again and said its event since it was listed: then it stays. */
  async function removeOld(key: string): Promise<void> {
    const head = await outbox.head(key)
    if (head && isOld(head)) await outbox.remove(key)
  }

  async function settle(head: BlobHead): Promise<void> {
    const { fate, standing } = await reconcileEntry(deps, { head, isLate: isLate(head, now()) })
    if (fate === 'said') {
      metrics.reconciled.inc()
      const traceId = traceIdOf(standing?.event.traceparent)
      log.info({ traceId, ...entryNames(head.key) }, 'announced what the outbox held')
    }
    if (fate === 'unreadable') {
      unreadable.add(head.key)
      return
    }
    unreadable.delete(head.key)
    confirmed.add(head.key, standing && witnessOf(standing))
    if (fate === 'known' && isOld(head)) await removeOld(head.key)
  }

  /** False when the log stopped answering. An entry that fails otherwise waits for the next pass. */
  async function trySettle(head: BlobHead): Promise<boolean> {
    try {
      await settle(head)
    } catch (err) {
      if (err instanceof LogUnavailableError) return false
      log.warn({ err, ...entryNames(head.key) }, 'could not settle an outbox entry, will try again')
    }
    return true
  }

  /** An old one is looked at again, however sure we are, before it is removed. */
  const isOpen = (head: BlobHead) => isOld(head) || !confirmed.has(head.key)

  function forgetGone(listed: ReadonlySet<string>): void {
    confirmed.keepOnly(listed)
    for (const key of unreadable) if (!listed.has(key)) unreadable.delete(key)
  }

  /** Whether the log answers, and whether it has lost nothing that we know of; if it may have, that is forgotten. */
  async function look(): Promise<boolean> {
    try {
      const state = await events.state()
      confirmed.observe(state, await isInPlace(deps, confirmed.newest()))
      return true
    } catch {
      confirmed.observe(undefined)
      return false
    }
  }

  /** One look at the whole outbox. Rejects when it cannot be listed. */
  async function pass(signal: AbortSignal): Promise<void> {
    // A log that stopped answering is not asked about every entry: each would wait for seconds.
    let answers = await look()
    let oldestMs = 0
    const listed = new Set<string>()
    for await (const head of outbox.list()) {
      if (signal.aborted) return
      listed.add(head.key)
      if (answers && isOpen(head)) answers = await trySettle(head)
      if (!confirmed.has(head.key)) oldestMs = Math.max(oldestMs, ageMs(head))
    }
    forgetGone(listed)
    metrics.oldestUnannouncedSeconds.set(oldestMs / 1000)
    metrics.unreadableEntries.set(unreadable.size)
  }

  return { pass }
}
