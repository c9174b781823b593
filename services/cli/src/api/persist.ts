import { setTimeout as delay } from 'node:timers/promises'
import { RefusedError, UnreachableError } from './errors.ts'

/** Refusals that pass: a proxy that lost its server, a server that restarts or has too much to do. */
const PASSING = [408, 423, 429, 502, 503, 504]
/** A lane that drains takes nothing for as long as somebody wants: trying for seconds is no use. */
const LASTING = ['lane_draining', 'log_full']
/** From the first pause on it doubles. Seven seconds and a half altogether: a restart. */
const TRIES = 5
const FIRST_PAUSE_MS = 500
/** A server may ask for more patience, but not for this much. */
const MOST_PAUSE_MS = 30_000

type Persistence = {
  signal: AbortSignal
  /** Told before each pause. */
  onPause(error: Error, pauseMs: number): void
}

/** Whether the same request may succeed in a moment. */
export function passes(error: unknown): error is Error {
  if (error instanceof UnreachableError) return true
  return error instanceof RefusedError && PASSING.includes(error.status) && !LASTING.includes(error.code)
}

/**
 * Tries again what failed for a reason that passes. Only for requests that may be sent twice: those with an
 * Idempotency-Key, and those that are the same by nature. When nobody is there at the first try, it does not.
 */
export async function persist<T>(attempt: () => Promise<T>, { signal, onPause }: Persistence): Promise<T> {
  for (let tried = 1; ; tried += 1) {
    try {
      return await attempt()
    } catch (error) {
      const isWrongAddress = tried === 1 && error instanceof UnreachableError && error.isNobodyThere
      if (!passes(error) || isWrongAddress || tried === TRIES) throw error
      const pauseMs = pauseAfter(error, tried)
      onPause(error, pauseMs)
      await delay(pauseMs, undefined, { signal })
    }
  }
}

function pauseAfter(error: Error, tried: number): number {
  const asked = error instanceof RefusedError ? (error.retryAfterSeconds ?? 0) * 1000 : 0
  // Up to a quarter more, so that many clients do not come back at once.
  const ours = FIRST_PAUSE_MS * 2 ** (tried - 1) * (1 + Math.random() / 4)
  return Math.min(MOST_PAUSE_MS, Math.max(asked, ours))
}
