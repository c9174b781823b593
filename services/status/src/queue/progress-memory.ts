import type { Progress } from '@soundmill/event-log'

/** Workers report at least every 2 s; who was silent for so long has nothing to say about now. */
const FORGOTTEN_AFTER_MS = 30_000

/** See `createProgressMemory`. */
export type ProgressMemory = ReturnType<typeof createProgressMemory>

/** The newest report of each job that was heard of lately. Its ETAs go down while time passes. */
export function createProgressMemory(now: () => number = () => performance.now()) {
  /** In the order they were heard, oldest first. */
  const newest = new Map<string, { progress: Progress; at: number }>()
  let since = now()

  function forget() {
    for (const [job, { at }] of newest) {
      if (now() - at < FORGOTTEN_AFTER_MS) return
      newest.delete(job)
    }
  }

  return {
    /** From now on everything that is reported is heard. */
    begin(): void {
      since = now()
    },
    /**
     * Whether nobody works this job any more, although it runs as far as the facts tell: it was begun half a minute
     * ago, and in half a minute nothing was heard of it. `at`: milliseconds since 1970.
     */
    isLost({ job, startedAt }: { job: string; startedAt?: string }, at: number): boolean {
      if (startedAt === undefined || now() - since < FORGOTTEN_AFTER_MS) return false
      forget()
      return at - Date.parse(startedAt) >= FORGOTTEN_AFTER_MS && !newest.has(job)
    },
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
      const { etaSeconds, stepEtaSeconds, ...rest } = progress
      const left = (seconds: number) => Math.max(0, seconds - (now() - at) / 1000)
      return {
        ...rest,
        ...(etaSeconds !== undefined && { etaSeconds: left(etaSeconds) }),
        ...(stepEtaSeconds !== undefined && { stepEtaSeconds: left(stepEtaSeconds) }),
      }
    },
  }
}
