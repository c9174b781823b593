import { setTimeout as sleep } from 'node:timers/promises'
import type { Deps } from './deps.ts'
import { isOutcomeOf } from './ending.ts'
import { type Job, prefixOf, type Run } from './job.ts'
import { dropArtifacts } from './store-artifact.ts'

/** A worker that must stop does not wait for a store that hangs. */
const PATIENCE_MS = 2_000

/**
 * Takes away what a run has stored, once nothing will name it. The log is read first, and while it names the
 * run or cannot be read, nothing is deleted. What remains is in nobody's way: its prefix is the run's own.
 */
export async function forgetRun({ events, subjects, blobs, log }: Deps, job: Job, run: Run): Promise<void> {
  const forget = async () => {
    const finished = await events.last(subjects.pattern('finished', job))
    if (finished && isOutcomeOf(finished.event, run)) return
    await dropArtifacts(blobs, prefixOf(job, run))
  }
  const forgetting = forget().catch((err) => log.warn({ err }, 'artifacts of a run remain'))
  await Promise.race([forgetting, sleep(PATIENCE_MS, undefined, { ref: false })])
}
