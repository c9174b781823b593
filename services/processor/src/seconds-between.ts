/** Between two times of events (RFC 3339); 0 when the clocks of two machines make it less. */
export const secondsBetween = (from: string, to: string): number =>
  Math.max(0, (Date.parse(to) - Date.parse(from)) / 1_000)
