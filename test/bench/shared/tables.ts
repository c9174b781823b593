import type { Spread } from './ratios.ts'
import type { Verdict } from './verdict.ts'

const MIB = 1024 ** 2

/** Rows of cells, the first row being their names: the first column to the left, numbers to the right. */
export function table(rows: readonly string[][]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => widthOf(row, column))))
  const line = (row: string[]) =>
    row.map((cell, i) => (i === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[i] ?? 0)))
  return rows.map((row) => line(row).join('  ').trimEnd()).join('\n')
}

/** A row of two cells is a remark and needs no column. */
const widthOf = (row: string[], column: number) =>
  row.length === 2 && column === 1 ? 0 : (row[column]?.length ?? 0)

/** What was wanted, and what was found. */
export function goalTable(verdicts: readonly Verdict[]): string {
  const rows = verdicts.map(({ goal, measured, outcome }) => [
    goal.says,
    'atMost' in goal ? `≤ ${goal.atMost}` : `≥ ${goal.atLeast}`,
    measured ? spread(measured) : '',
    outcome,
  ])
  return table([['goals', 'wanted', 'measured', ''], ...rows])
}

/** The median, then the least and the most. */
export const spread = ({ median, min, max }: Spread) =>
  `${median.toFixed(2)} (${min.toFixed(2)}–${max.toFixed(2)})`

/** The most of them, in MiB. */
export const mebibytes = (bytes: readonly number[]) =>
  bytes.length > 0 ? (Math.max(...bytes) / MIB).toFixed(0) : 'unknown'
