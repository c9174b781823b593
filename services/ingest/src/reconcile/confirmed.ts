import type { LogState } from '@soundmill/event-log'

/** However sure we are, everything is asked again this often. */
const FORGET_MS = 3_600_000

/**
 * The entries whose event was seen in the log, so that a pass over the outbox reads only what is new. The
 * memory is given up when the log may have lost something: another epoch, an end that moved back, a time
 * when it did not answer; and every hour, by a clock (in milliseconds) that nobody sets.
 */
export function createConfirmed(monotonicMs: () => number = () => performance.now()) {
  const keys = new Set<string>()
  let log: LogState | undefined
  let since = monotonicMs()

  return {
    has: (key: string): boolean => keys.has(key),
    add: (key: string): void => void keys.add(key),

    /** The state of the log before a pass; undefined when it does not answer. */
    observe(state: LogState | undefined): void {
      const isSame = log !== undefined && log.epoch === state?.epoch && log.lastSequence <= state.lastSequence
      const isOld = monotonicMs() - since >= FORGET_MS
      // While nothing can be asked, what was known is better than nothing.
      if (state && (!isSame || isOld)) {
        keys.clear()
        since = monotonicMs()
      }
      log = state
    },

    /** Forgets entries that are gone. */
    keepOnly(listed: ReadonlySet<string>): void {
      for (const key of keys) if (!listed.has(key)) keys.delete(key)
    },
  }
}
