import { type Delivery, type Fate, TryAgainError } from '@soundmill/event-log'
import type { AttemptFailed } from '@soundmill/events'
import { describeSpan } from '@soundmill/runtime'
import type { Deps } from './deps.ts'
import { AttemptError, counts, type Failure, failureOf, isTriedAgain, retryInMs } from './failure.ts'
import { forgetRun } from './forget-run.ts'
import type { History } from './history.ts'
import { type Begun, headerOf, type Job, type Run } from './job.ts'
import { sayOutcome } from './outcome.ts'
import { persist } from './persist.ts'

type Ended = { err: unknown; begun: Begun; history: History; delivery: Delivery }

/**
 * An attempt ended without a result. Either the job has failed for good, and that is its outcome; or it goes
 * back to the log, with `attempt-failed`, by throwing TryAgainError. A worker whose lease lapsed says nothing.
 */
export async function endAttempt(
  deps: Deps,
  job: Job,
  run: Run,
  { err, begun, history, delivery }: Ended,
): Promise<Fate> {
  const failure = delivery.signal.aborted ? STOPPING : failureOf(err)
  const { failures } = history
  deps.log.warn({ err, code: failure.code }, 'an attempt failed')
  describeSpan({ 'soundmill.code': failure.code })
  if (failure.code === 'store_unavailable') deps.onStoreDown?.()

  if (!isTriedAgain(failure, failures)) {
    const data = { outcome: 'failed' as const, ...run, ...failure }
    await sayOutcome(deps, job, { data, begun }, delivery)
    await forgetRun(deps, job, run)
    return 'done'
  }
  if (delivery.lapsed()) return 'overtaken'
  const delayMs = retryInMs(failure, failures)
  await sayAttemptFailed(deps, job, run, failure, delayMs, delivery)
  await forgetRun(deps, job, run)
  throw new TryAgainError(failure.reason, delayMs, { cause: err })
}

const STOPPING: Failure = failureOf(new AttemptError('worker_stopping', 'the worker was told to stop'))

async function sayAttemptFailed(
  { events }: Deps,
  job: Job,
  run: Run,
  failure: Failure,
  delayMs: number,
  delivery: Delivery,
) {
  const retryAt = new Date(Date.now() + delayMs).toISOString()
  const event: AttemptFailed = {
    fact: 'attempt-failed',
    ...headerOf(job),
    data: { ...run, ...failure, counts: counts(failure), retryAt },
  }
  await persist(() => events.append(event), delivery)
}
