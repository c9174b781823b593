/** A turn, to be given back exactly once. */
export type Release = () => void

/** At most `count` at a time, first come, first served. */
export function createTurns(count: number) {
  const waiting = new Set<() => void>()
  let free = count

  const release: Release = () => {
    const [next] = waiting
    if (next) next()
    else free += 1
  }

  return {
    /** Rejects with the signal's reason when it aborts before there is a turn. */
    async take(signal: AbortSignal): Promise<Release> {
      signal.throwIfAborted()
      if (free > 0) {
        free -= 1
        return release
      }
      await new Promise<void>((resolve, reject) => {
        const settle = (then: () => void) => {
          waiting.delete(go)
          signal.removeEventListener('abort', giveUp)
          then()
        }
        const go = () => settle(resolve)
        const giveUp = () => settle(() => reject(signal.reason))
        waiting.add(go)
        signal.addEventListener('abort', giveUp)
      })
      return release
    },
  }
}

export type Turns = ReturnType<typeof createTurns>
