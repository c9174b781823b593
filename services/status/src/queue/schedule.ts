/** When a job starts and when it is finished, in seconds from now. */
export type Slot = { start: number; finish: number }

/**
 * Gives jobs in this order, of so many seconds each, to hands that are free in so many seconds: each to the
 * hand that is free first. Without a hand nothing ever starts.
 */
export function schedule(seconds: readonly number[], freeIn: readonly number[]): Slot[] {
  const hands = [...freeIn]
  if (hands.length === 0) return seconds.map(() => ({ start: Infinity, finish: Infinity }))
  return seconds.map((work) => {
    const next = indexOfLeast(hands)
    const start = hands[next] ?? 0
    const finish = start + work
    hands[next] = finish
    return { start, finish }
  })
}

function indexOfLeast(values: readonly number[]): number {
  return values.reduce((least, value, at) => (value < (values[least] ?? 0) ? at : least), 0)
}

/** Of four jobs that are taken up one is of the normal lane, as long as both have some: nobody starves. */
const URGENT_IN_A_ROW = 3

/** The order in which hands take up what waits: urgent first, every fourth normal. Each list in its own order. */
export function inTurn<T>(urgent: readonly T[], normal: readonly T[]): T[] {
  const order: T[] = []
  for (let at = 0; at * URGENT_IN_A_ROW < urgent.length || at < normal.length; at++) {
    order.push(...urgent.slice(at * URGENT_IN_A_ROW, (at + 1) * URGENT_IN_A_ROW), ...normal.slice(at, at + 1))
  }
  return order
}
