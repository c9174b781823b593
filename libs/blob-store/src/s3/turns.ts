import { NoMemoryError } from '../index.ts'

/** To be called when the memory is free again. May be called again. */
export type Release = () => void

/** The shares of one put. */
export type Hand = {
  /**
   * Resolves when there is memory for that many bytes: at once, or first come, first served. A put that already
   * has some gets more only while nobody waits, and never has more than three; otherwise it waits until it has
   * given back what it has, so that nobody who holds memory waits for another. Rejects with the signal's reason,
   * or with NoMemoryError when others have had all memory for too long.
   */
  take(bytes: number): Promise<Release>
}

/** One that fills and two under way keep a line busy. */
const MOST_HELD = 3

/**
 * Content may come slowly while it holds memory, and those behind would hang as long: rather an answer, and another
 * try. In a minute a line of 1.2 Mbit/s brings a part of 8 MiB; few people wait longer for an answer.
 */
const MOST_WAIT_MS = 60_000

export type TurnsOptions = {
  /** How long a put waits for the memory that others have. Default 60 s. */
  mostWaitMs?: number | undefined
}

type Waiting = { bytes: number; go(): void }

/** Memory for what is gathered: `totalBytes` for all puts together. Who asks for more than there is gets all. */
export function createTurns(totalBytes: number, { mostWaitMs = MOST_WAIT_MS }: TurnsOptions = {}) {
  const waiting = new Set<Waiting>()
  let free = totalBytes

  function give(bytes: number): void {
    free += bytes
    serve()
  }

  function serve(): void {
    for (const next of waiting) {
      if (free < next.bytes) return
      waiting.delete(next)
      free -= next.bytes
      next.go()
    }
  }

  function tryTake(bytes: number): boolean {
    if (waiting.size > 0 || free < bytes) return false
    free -= bytes
    return true
  }

  async function take(bytes: number, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted()
    if (tryTake(bytes)) return
    await new Promise<void>((resolve, reject) => {
      const leave = () => {
        clearTimeout(clock)
        signal.removeEventListener('abort', onAbort)
      }
      const giveUp = (reason: unknown) => {
        leave()
        waiting.delete(turn)
        // Whoever stands behind may need less.
        serve()
        reject(reason)
      }
      const onAbort = () => giveUp(signal.reason)
      const go = () => {
        leave()
        resolve()
      }
      const turn = { bytes, go }
      const clock = setTimeout(() => giveUp(crowded(mostWaitMs)), mostWaitMs)
      waiting.add(turn)
      signal.addEventListener('abort', onAbort)
    })
  }

  return {
    /** For one put; `signal` must abort when it fails. */
    hand(signal: AbortSignal): Hand {
      let held = 0
      let onReturn = () => {}
      return {
        async take(wanted) {
          const bytes = Math.min(wanted, totalBytes)
          while (held > 0 && !(held < MOST_HELD && tryTake(bytes))) {
            await new Promise<void>((resolve) => {
              onReturn = resolve
            })
            if (held === 0) break
          }
          if (held === 0) await take(bytes, signal)
          held += 1
          let isOut = true
          return () => {
            if (!isOut) return
            isOut = false
            held -= 1
            give(bytes)
            onReturn()
          }
        },
      }
    },
    freeBytes: () => free,
    /** How many puts wait. */
    waiting: () => waiting.size,
  }
}

export type Turns = ReturnType<typeof createTurns>

function crowded(waitedMs: number): NoMemoryError {
  return new NoMemoryError(
    `no memory to gather a part in came free within ${waitedMs / 1000} s; a put of expected length needs none`,
  )
}
