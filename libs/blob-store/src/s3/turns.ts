/** To be called when the memory is free again. May be called again. */
export type Release = () => void

/** The shares of one put. */
export type Hand = {
  /**
   * Resolves when there is memory for that many bytes: at once, or first come, first served. A put that already
   * has some gets more only while nobody waits, and never has more than three; otherwise it waits until it has
   * given back what it has, so that nobody who holds memory waits for another. Rejects with the signal's reason.
   */
  take(bytes: number): Promise<Release>
}

/** One that fills and two under way keep a line busy. */
const MOST_HELD = 3

type Waiting = { bytes: number; go(): void }

/** Memory for what is gathered: `totalBytes` for all puts together. Who asks for more than there is gets all. */
export function createTurns(totalBytes: number) {
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
      const giveUp = () => {
        waiting.delete(turn)
        // Whoever stands behind may need less.
        serve()
        reject(signal.reason)
      }
      const go = () => {
        signal.removeEventListener('abort', giveUp)
        resolve()
      }
      const turn = { bytes, go }
      waiting.add(turn)
      signal.addEventListener('abort', giveUp, { once: true })
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
