import { setTimeout as sleep } from 'node:timers/promises'

const FIRST_PAUSE_MS = 100
const LONGEST_PAUSE_MS = 5_000

/** Longer with each failure, and never all at the same moment. Ends early when the signal aborts. */
export async function pauseAfter(failures: number, signal: AbortSignal): Promise<void> {
  const pause = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(failures, 10))
  await sleep(pause * (0.5 + Math.random() / 2), undefined, { signal }).catch(() => undefined)
}
