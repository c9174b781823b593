import type { LogState } from '@soundmill/event-log'
import { NO_WITNESS, type Witness } from '../witness.ts'

/** However sure we are, everything is asked again this often. */
const FORGET_MS = 3_600_000

/**
 * The entries whose event was seen in the log, so that a pass over the outbox reads only what is new. The
 * memory is given up when the log may have lost something: another epoch, an end that moved back, the newest of
 * these events gone from its place (a log that lost its end may have outgrown it since), a time when it did not
 * answer; and every hour, by a clock (in milliseconds) that nobody sets.
 */
export function createConfirmed(monotonicMs: () => number = () => performance.now()) {
  const keys = new Set<string>()
  let newest = NO_WITNESS
  let log: LogState | undefined
  let since = monotonicMs()

  return {
    has: (key: string): boolean => keys.has(key),
    /** `seen`: the event that stands for it. */
    add(key: string, seen = NO_WITNESS): void {
      keys.add(key)
      if (seen.sequence > newest.sequence) newest = seen
    },

    /** Of all events that were seen the last one in the log. */
    newest: (): Witness => newest,

    /** The state of the log before a pass, and whether `newest` is in its place; undefined when it does not answer. */
    observe(state: LogState | undefined, isInPlace = true): void {
      const isSame =
        isInPlace && log !== undefined && log.epoch === state?.epoch && log.lastSequence <= state.lastSequence
      const isOld = monotonicMs() - since >= FORGET_MS
      // While nothing can be asked, what was known is better than nothing.
      if (state && (!isSame || isOld)) {
        keys.clear()
        newest = NO_WITNESS
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
