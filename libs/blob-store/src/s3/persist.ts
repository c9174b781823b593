import { setTimeout as pause } from 'node:timers/promises'

export type Patience = {
  /** Whether trying again can help. */
  isTransient(error: unknown): boolean
  /** Default 5: once, and four times more. */
  tries?: number
  /** Tries that failed before: then it begins with a pause. Default none. */
  failed?: number | undefined
  /** No further try begins later than this after the first. */
  giveUpAfterMs: number
  signal?: AbortSignal | undefined
}

/** Doubles with every try; half of it is random, so that many who failed together do not return together. */
const FIRST_PAUSE_MS = 250

/** Tries again, with pauses, what failed for a reason that may pass. Rejects with the last error, or the signal's reason. */
export async function persist<T>(attempt: () => Promise<T>, patience: Patience): Promise<T> {
  const { isTransient, tries = 5, failed = 0, giveUpAfterMs, signal } = patience
  const begun = performance.now()
  for (let tried = failed; ; ) {
    try {
      if (tried > 0) await pauseBefore(tried, signal)
      signal?.throwIfAborted()
      return await attempt()
    } catch (error) {
      signal?.throwIfAborted()
      tried += 1
      const isLate = performance.now() - begun > giveUpAfterMs
      if (tried >= tries || isLate || !isTransient(error)) throw error
    }
  }
}

async function pauseBefore(tried: number, signal: AbortSignal | undefined): Promise<void> {
  const pauseMs = FIRST_PAUSE_MS * 2 ** (tried - 1) * (0.5 + Math.random() / 2)
  await pause(pauseMs, undefined, signal ? { signal } : {})
}
