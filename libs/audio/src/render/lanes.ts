export type Lanes = {
  /** Does the work when a lane is free, first come, first served. An abort ends the wait at once. */
  run<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T>
}

/** So many things at once and no more, over all jobs of an engine. */
export function createLanes(count: number): Lanes {
  let free = count
  const waiting: (() => void)[] = []

  const enter = (signal: AbortSignal) =>
    new Promise<void>((resolve, reject) => {
      signal.throwIfAborted()
      if (free > 0) {
        free--
        return resolve()
      }
      const proceed = () => {
        signal.removeEventListener('abort', giveUp)
        resolve()
      }
      const giveUp = () => {
        waiting.splice(waiting.indexOf(proceed), 1)
        reject(signal.reason)
      }
      waiting.push(proceed)
      signal.addEventListener('abort', giveUp, { once: true })
    })

  const leave = () => {
    const next = waiting.shift()
    if (next) next()
    else free++
  }

  return {
    async run(signal, work) {
      await enter(signal)
      try {
        return await work()
      } finally {
        leave()
      }
    },
  }
}
