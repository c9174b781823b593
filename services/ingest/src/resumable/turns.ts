/** Lets `most` at a time work; the others wait in line. */
export type Turns = <T>(work: () => Promise<T>) => Promise<T>

export function createTurns(most: number): Turns {
  const waiting: Array<() => void> = []
  let working = 0

  return async (work) => {
    if (working < most) working += 1
    // Who is called in takes over the place of who goes: nobody else can slip in between.
    else await new Promise<void>((resolve) => waiting.push(resolve))
    try {
      return await work()
    } finally {
      const next = waiting.shift()
      if (next) next()
      else working -= 1
    }
  }
}
