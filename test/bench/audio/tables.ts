import type { Verdict } from './goals.ts'
import type { Share } from './profile.ts'
import { median, ratio, type Spread } from './ratios.ts'
import type { Rounds } from './rounds.ts'
import { CONTENDERS, type Contender } from './task.ts'

const MIB = 1024 ** 2
const HEAD = ['', 'wall s', 'CPU s', 'wall ×', 'CPU ×', 'Node MiB', 'tool MiB']

/** What each cost: seconds by the median of the rounds, multiples of the bare encodes, most memory. */
export function costTable(rounds: Rounds): string {
  return table([HEAD, ...CONTENDERS.map((name) => rowOf(name, rounds))])
}

function rowOf(name: Contender, rounds: Rounds): string[] {
  const [own, bare] = [rounds[name], rounds['bare encodes']]
  if (!own || !bare) return [name, `not measured: ${name} is not installed`]
  const times = (what: 'wallSeconds' | 'cpuSeconds') => own.map((run) => run[what])
  const against = (what: 'wallSeconds' | 'cpuSeconds') =>
    spread(
      ratio(
        times(what),
        bare.map((run) => run[what]),
      ),
    )
  const tool = own.flatMap(({ toolPeakBytes }) => toolPeakBytes ?? [])
  return [
    name,
    median(times('wallSeconds')).toFixed(2),
    median(times('cpuSeconds')).toFixed(2),
    against('wallSeconds'),
    against('cpuSeconds'),
    mebibytes(own.map(({ nodePeakBytes }) => nodePeakBytes)),
    mebibytes(tool),
  ]
}

export function profileTable(shares: readonly Share[], seconds: number): string {
  const head = ['', 'runs', 'CPU s', 'CPU s for an hour']
  const rows = shares.map(({ purpose, times, cpuSeconds }) => [
    purpose,
    String(times),
    cpuSeconds.toFixed(2),
    ((cpuSeconds * 3600) / seconds).toFixed(1),
  ])
  return table([head, ...rows])
}

export function goalTable(verdicts: readonly Verdict[]): string {
  const rows = verdicts.map(({ goal, measured, outcome }) => [
    goal.says,
    'atMost' in goal ? `≤ ${goal.atMost}` : `≥ ${goal.atLeast}`,
    measured ? spread(measured) : '',
    outcome,
  ])
  return table([['goals', 'wanted', 'measured', ''], ...rows])
}

const spread = ({ median, min, max }: Spread) => `${median.toFixed(2)} (${min.toFixed(2)}–${max.toFixed(2)})`

const mebibytes = (bytes: readonly number[]) =>
  bytes.length > 0 ? (Math.max(...bytes) / MIB).toFixed(0) : 'unknown'

function table(rows: readonly string[][]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => widthOf(row, column))))
  const line = (row: string[]) =>
    row.map((cell, i) => (i === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[i] ?? 0)))
  return rows.map((row) => line(row).join('  ').trimEnd()).join('\n')
}

/** A row of two cells is a remark and needs no column. */
const widthOf = (row: string[], column: number) =>
  row.length === 2 && column === 1 ? 0 : (row[column]?.length ?? 0)
