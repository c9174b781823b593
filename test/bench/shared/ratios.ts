/** The middle one; of an even number, halfway between the two in the middle. NaN of none. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = (sorted.length - 1) / 2
  const [below = Number.NaN, above = Number.NaN] = [sorted[Math.floor(middle)], sorted[Math.ceil(middle)]]
  return (below + above) / 2
}

export type Spread = { median: number; min: number; max: number }

export function spreadOf(values: readonly number[]): Spread {
  return { median: median(values), min: Math.min(...values), max: Math.max(...values) }
}

/**
 * How many times the one the other costs, compared round by round: what a shared machine does to one of
 * them it does to its neighbour of the same round, and so most of it cancels out.
 */
export function ratio(ofRounds: readonly number[], toRounds: readonly number[]): Spread {
  if (ofRounds.length !== toRounds.length) throw new RangeError('not the same rounds')
  return spreadOf(ofRounds.map((value, round) => value / (toRounds[round] ?? Number.NaN)))
}
