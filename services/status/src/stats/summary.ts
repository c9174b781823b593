import { quantile } from '../queue/quantile.ts'
import type { EndedRow } from '../store/index.ts'

/** The middle of what was measured, and what nine in ten do not exceed. */
export type Spread = { median: number; p90: number }

/** Undefined when nothing was measured. Three digits behind the point: no clock here is better. */
export function spreadOf(values: readonly number[]): Spread | undefined {
  const [median, p90] = [quantile(values, 0.5), quantile(values, 0.9)]
  if (median === undefined || p90 === undefined) return undefined
  return { median: toThousandths(median), p90: toThousandths(p90) }
}

const toThousandths = (value: number): number => Math.round(value * 1000) / 1000

/** What ended in a span of time up to now. */
export type Throughput = {
  /** How long the span is: shorter than asked where there is more in it than was looked at. */
  seconds: number
  jobs: number
  succeeded: number
  audioHours: number
  /** Of the recordings. */
  bytes: number
}

/**
 * What ended in the last so many seconds. The rows are the newest, newest first; `isAll`: there are no others.
 * Jobs that succeeded are what was made: of others neither hours nor bytes are counted.
 */
export function throughputOf(
  rows: readonly EndedRow[],
  { seconds, now, isAll }: { seconds: number; now: number; isAll: boolean },
): Throughput {
  const age = ({ endedAt }: EndedRow) => (now - Date.parse(endedAt)) / 1000
  const oldest = rows.at(-1)
  const span = isAll || !oldest ? seconds : Math.min(seconds, Math.max(0, age(oldest)))
  const ended = rows.filter((row) => age(row) <= span)
  const made = ended.filter(({ outcome }) => outcome === 'succeeded')
  const sum = (of: (row: EndedRow) => number) => made.reduce((total, row) => total + of(row), 0)
  return {
    seconds: toThousandths(span),
    jobs: ended.length,
    succeeded: made.length,
    // To a hundredth of a second.
    audioHours: Math.round(sum(({ durationSeconds = 0 }) => durationSeconds) / 0.0036) / 1e6,
    bytes: sum(({ bytes }) => bytes),
  }
}
