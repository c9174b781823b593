/** The least value that a share of all (0 to 1) does not exceed: by nearest rank. Undefined when there are none. */
export function quantile(values: readonly number[], share: number): number | undefined {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)]
}

/** What half of them do not exceed: one that is far off moves it little. */
export const median = (values: readonly number[]): number | undefined => quantile(values, 0.5)
