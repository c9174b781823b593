import { AudioError } from '@soundmill/audio'
import { BlobNotFoundError, StoreFullError, StoreUnavailableError } from '@soundmill/blob-store'
import { LogUnavailableError } from '@soundmill/event-log'
import { type AttemptFailed, FAILURES, type FailureCode, isFailureCode, type Retry } from '@soundmill/events'

/** Why an attempt ended, in the words of the closed list. */
export type Failure = { code: FailureCode; reason: string; logTail?: string }

/** An attempt that ended for a reason of this service's own. */
export class AttemptError extends Error {
  override name = 'AttemptError'
  readonly code: FailureCode
  constructor(code: FailureCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}

/** Whatever was thrown, as a failure a user can read. What is not foreseen is `internal`, and its cause is logged. */
export function failureOf(err: unknown): Failure {
  if (err instanceof AttemptError) return { code: err.code, reason: err.message }
  if (err instanceof AudioError) return ofAudio(err)
  if (err instanceof BlobNotFoundError)
    return { code: 'source_missing', reason: 'the source is not in the store' }
  if (err instanceof StoreUnavailableError)
    return { code: 'store_unavailable', reason: 'the blob store did not answer' }
  if (err instanceof StoreFullError) return { code: 'no_space', reason: 'the blob store is full' }
  if (err instanceof LogUnavailableError)
    return { code: 'log_unavailable', reason: 'the event log did not answer' }
  if (isNoSpace(err)) return { code: 'no_space', reason: 'the disk of the worker is full' }
  return { code: 'internal', reason: 'something went wrong on our side' }
}

/** As the events have it, in characters. */
const LONGEST_REASON = 1000
const LONGEST_TAIL = 4096

function ofAudio({ code, message, logTail }: AudioError): Failure {
  const known = isFailureCode(code) ? code : 'internal'
  const tail = logTail !== undefined && { logTail: logTail.slice(-LONGEST_TAIL) }
  return { code: known, reason: message.slice(0, LONGEST_REASON), ...tail }
}

const isNoSpace = (err: unknown): boolean => err instanceof Error && 'code' in err && err.code === 'ENOSPC'

/** So many tries a code gets altogether, by its class. */
const TRIES: Record<Retry, number> = {
  never: 1,
  once: 2,
  few: 3,
  patient: 10,
  strikes: Number.POSITIVE_INFINITY,
  free: Number.POSITIVE_INFINITY,
}

/** Whether an attempt that ended so is followed by another, given how those before it ended. */
export function isTriedAgain({ code }: Failure, earlier: AttemptFailed[]): boolean {
  const same = earlier.filter(({ data }) => data.code === code).length
  return same + 1 < TRIES[FAILURES[code]]
}

/** Whether it counts against the job: not when we were stopping, or when something we depend on was down or full. */
export const counts = ({ code }: Failure): boolean => !['free', 'patient'].includes(FAILURES[code])

const FIRST_DELAY_MS = 2_000
const LONGEST_DELAY_MS = 60_000
/** Somebody has to make room first. */
const LONGEST_DELAY_WHEN_FULL_MS = 600_000

/**
 * When to try again: at once when the worker was stopping (somebody else is not), otherwise later each time,
 * with jitter so that what failed together does not return together.
 */
export function retryInMs(
  { code }: Failure,
  earlier: AttemptFailed[],
  random: () => number = Math.random,
): number {
  if (code === 'worker_stopping') return 0
  const longest = FAILURES[code] === 'patient' ? LONGEST_DELAY_WHEN_FULL_MS : LONGEST_DELAY_MS
  const delay = Math.min(longest, FIRST_DELAY_MS * 2 ** earlier.length)
  return Math.round(delay * (0.5 + random() / 2))
}
