/**
 * Everybody in turn, each round beginning with another one: what else happens on the machine, and what it had
 * in its caches, then falls on all of them.
 */
export function inTurn<T>(everybody: readonly T[], round: number): T[] {
  const first = everybody.length === 0 ? 0 : round % everybody.length
  return [...everybody.slice(first), ...everybody.slice(0, first)]
}
