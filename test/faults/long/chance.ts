/** Chance that repeats itself: the same seed gives the same numbers. */
export type Chance = {
  /** From 0 to below 1. */
  next(): number
  pick<T>(from: readonly T[]): T
}

/** mulberry32, of which nobody needs more than that it looks like chance. */
export function createChance(seed: number): Chance {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  return {
    next,
    pick(from) {
      const one = from[Math.floor(next() * from.length)]
      if (one === undefined) throw new Error('there is nothing to pick from')
      return one
    },
  }
}
