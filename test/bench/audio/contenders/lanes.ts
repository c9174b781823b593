/** Works through a list in order, so many at once. The first failure is the whole's. */
export async function inLanes<T>(
  lanes: number,
  list: readonly T[],
  work: (item: T) => Promise<void>,
): Promise<void> {
  const waiting = [...list]
  const lane = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await work(next)
  }
  await Promise.all(Array.from({ length: lanes }, lane))
}
