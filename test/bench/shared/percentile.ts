/** The value that so many of a hundred do not exceed (nearest rank). NaN of none. */
export function percentile(values: readonly number[], percent: number): number {
  const rank = Math.max(1, Math.ceil((percent / 100) * values.length))
  return values.toSorted((a, b) => a - b)[rank - 1] ?? Number.NaN
}
