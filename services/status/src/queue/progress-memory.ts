import type { Progress } from '@soundmill/event-log'

/** Workers report at least every 2 s; who was silent for so long has nothing to say about now. */
const FORGOTTEN_AFTER_MS = 30_000

/** See `createProgressMemory`. */
export type ProgressMemory = ReturnType<typeof createProgressMemory>

/** The newest report of each job that was heard of lately. Its ETA goes down while time passes. */
export function createProgressMemory(now: () => number = () => performance.now()) {
  /** In the order they were heard, oldest first. */
  const newest = new Map<string, { progress: Progress; at: number }>()

  function forget() {
    for (const [job, { at }] of newest) {
      if (now() - at < FORGOTTEN_AFTER_MS) return
      newest.delete(job)
    }
  }

  return {
    hear(progress: Progress): void {
      forget()
      newest.delete(progress.job)
      newest.set(progress.job, { progress, at: now() })
    },
    of(job: string): Progress | undefined {
      forget()
      const heard = newest.get(job)
      if (!heard) return undefined
      const { progress, at } = heard
      const { etaSeconds, ...rest } = progress
      if (etaSeconds === undefined) return rest
      return { ...rest, etaSeconds: Math.max(0, etaSeconds - (now() - at) / 1000) }
    },
  }
}
