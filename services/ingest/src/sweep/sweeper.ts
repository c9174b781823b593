import { LogUnavailableError } from '@soundmill/event-log'
import type { Logger } from '@soundmill/runtime'
import type { IngestMetrics } from '../metrics.ts'
import { SWEEP_AGES, type SweepAges } from './ages.ts'
import type { NamingDeps } from './naming.ts'
import type { Round } from './round.ts'
import { storeTime } from './store-time.ts'
import { createSweepByLog } from './sweep-by-log.ts'
import { sweepUploads } from './sweep-uploads.ts'

export type SweeperDeps = NamingDeps & { log: Logger; metrics: IngestMetrics; ages?: SweepAges }

/**
 * Takes away what nobody will ever ask for: puts that broke off, resumable uploads that are over, sources that
 * nothing names, artifacts of runs that no outcome names, and everything of deleted episodes but their outbox
 * entries. Every replica may run one, at any time, beside uploads, workers and reconcilers; again and again is
 * harmless, and needed: overtaken workers write late. Where the log has to be asked, each blob goes only on what
 * it says right then, and none while it does not answer.
 *
 * What a pass over a quiet store costs: a list request for every thousand blobs (1,100 for 100,000 episodes of ten
 * files), a dozen small requests more, and about six questions to the log. A blob is asked about when it comes of
 * age and then never again, not even after a restart; only artifacts younger than a day, or than the oldest job
 * that has no outcome yet, are asked about once more by each process that starts.
 */
export function createSweeper(deps: SweeperDeps) {
  const { blobs, log, metrics, ages = SWEEP_AGES } = deps

  async function sweepPuts({ now, signal, onSwept }: Round): Promise<void> {
    onSwept('broken_off', await blobs.sweep(new Date(now.getTime() - ages.putMs), { signal }))
  }

  const parts = [sweepPuts, (round: Round) => sweepUploads(deps, round), createSweepByLog({ ...deps, ages })]

  /** Whether it went through: what fails is left to the next pass, and does not keep the others from theirs. */
  async function went(part: (round: Round) => Promise<void>, round: Round): Promise<boolean> {
    try {
      await part(round)
      return true
    } catch (err) {
      if (round.signal.aborted) return false
      const level = err instanceof LogUnavailableError ? 'info' : 'warn'
      log[level]({ err }, 'a part of the store was not searched for leftovers, will try again')
      return false
    }
  }

  /**
   * One look at the whole store. Rejects when that cannot be written to. What fails otherwise, or could not be taken
   * away, is logged and left to the next pass; `ingest_sweep_last_success_timestamp_seconds` stays where it was.
   */
  async function pass(signal: AbortSignal): Promise<void> {
    const swept: Record<string, number> = {}
    function onSwept(kind: string, count = 1) {
      swept[kind] = (swept[kind] ?? 0) + count
      metrics.swept.inc({ kind }, count)
    }
    let left = 0
    function onLeft() {
      left += 1
    }
    const round = { now: await storeTime(blobs), signal, onSwept, onLeft }
    let failed = 0
    for (const part of parts) if (!signal.aborted && !(await went(part, round))) failed += 1
    if (signal.aborted) return
    if (failed + left === 0) metrics.lastSweep.setToCurrentTime()
    log.info({ swept, failed, left }, 'searched the store for leftovers')
  }

  return { pass }
}
