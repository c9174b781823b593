import { createBell } from '../http/bell.ts'
import type { Log } from '../log.ts'
import type { StatusStore } from './index.ts'

/** A set that a crash has left is taken for one after an hour: with this, it is gone within an hour and ten minutes. */
const EVERY_MS = 600_000

/**
 * Drops what crashes have left in the store, for as long as the process runs: there, too, may be what was erased
 * since. A store that does not answer is asked again the next time.
 */
export function keepTidy(store: Pick<StatusStore, 'tidy'>, log: Log, everyMs = EVERY_MS) {
  const bell = createBell()
  let isOver = false
  let running: Promise<void> | undefined

  async function keep() {
    for (;;) {
      await bell.rung(everyMs)
      if (isOver) return
      await store.tidy().catch((err: unknown) => log.warn({ err }, 'cannot look for leftovers of the views'))
    }
  }

  return {
    start() {
      running ??= keep()
    },
    /** Now, or once more after the look that is under way. */
    soon: bell.ring,
    async stop() {
      isOver = true
      bell.ring()
      await running
    },
  }
}
