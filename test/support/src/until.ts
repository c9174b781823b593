import { setTimeout as pause } from 'node:timers/promises'

/** Often enough that no test waits for the poll, seldom enough that polling costs nothing. */
const POLL_MS = 25

export type UntilOptions = {
  /** What is waited for, to be read after "timed out waiting for". */
  what: string
  /** Default 20 s: far beyond anything healthy, far below a test's own time-out of 60 s. */
  timeoutMs?: number
}

/**
 * Polls until the condition gives something truthy, and resolves to that. A condition that throws counts
 * as not yet. Rejects after `timeoutMs` with `what`, the last error as its cause; a condition that never
 * settles is given up on at the same moment.
 */
export async function until<T>(
  condition: () => T | Promise<T>,
  options: UntilOptions,
): Promise<NonNullable<T>> {
  const { what, timeoutMs = 20_000 } = options
  const deadline = new AbortController()
  const timer = setTimeout(() => deadline.abort(), timeoutMs)
  const expired = new Promise<undefined>((resolve) => {
    deadline.signal.addEventListener('abort', () => resolve(undefined), { once: true })
  })
  let lastError: unknown
  try {
    while (!deadline.signal.aborted) {
      try {
        const met = await Promise.race([condition(), expired])
        if (met) return met
      } catch (error) {
        lastError = error
      }
      await pause(POLL_MS)
    }
  } finally {
    clearTimeout(timer)
  }
  const because = lastError === undefined ? '' : `; the last error: ${String(lastError)}`
  throw new Error(`timed out after ${timeoutMs} ms waiting for ${what}${because}`, { cause: lastError })
}
