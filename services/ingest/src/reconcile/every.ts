import { setTimeout as pause } from 'node:timers/promises'

export type Repeating = {
  /** Begins no other round, aborts the signal of the running one, and waits for its end. */
  stop(): Promise<void>
}

/** Does `task` now and again `intervalMs` after each end, whether it went well or not, until stopped. */
export function every(
  intervalMs: number,
  task: (signal: AbortSignal) => Promise<void>,
  onFailure: (err: unknown) => void,
): Repeating {
  const stopping = new AbortController()
  const { signal } = stopping

  async function rounds() {
    while (!signal.aborted) {
      await task(signal).catch(onFailure)
      await pause(intervalMs, undefined, { signal, ref: false }).catch(() => {})
    }
  }

  const running = rounds()
  return {
    async stop() {
      stopping.abort()
      await running
    },
  }
}
