/** The least value that a share of all (0 to 1) does not exceed: by nearest rank. Undefined when there are none. */
export function quantile(values: readonly number[], share: number): number | undefined {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)]
}

/** What half of them do not exceed: one that is far off moves it little. */
export const median = (values: readonly number[]): number | undefined => quantile(values, 0.5)

/** The least value such that those up to it have half of all weight. Undefined when there are none. */
export function weighedMedian(values: readonly { value: number; weight: number }[]): number | undefined {
  const half = values.reduce((sum, { weight }) => sum + weight, 0) / 2
  let reached = 0
  return values
    .toSorted((a, b) => a.value - b.value)
    .find(({ weight }) => {
      reached += weight
      return reached >= half
    })?.value
}
