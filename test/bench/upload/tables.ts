import { median, ratio } from '../shared/ratios.ts'
import { mebibytes, spread, table } from '../shared/tables.ts'
import type { Contender } from './contender.ts'
import { valuesOf } from './goals.ts'
import type { Rounds } from './rounds.ts'
import type { Workload } from './workload.ts'

const MIB = 1024 ** 2

/** What each cost in one workload: the median of the rounds, multiples of the floor, most memory. */
export function costTable(workload: Workload, rounds: Rounds, asked: readonly Contender[]): string {
  const { name, uploads, body } = workload
  const head = [`${name}: ${uploads} × ${body.bytes / MIB} MiB`, 'MB/s', '× floor', 'CPU s/GB', 'peak MiB']
  const listed = name === 'crowd' ? workload.contenders : asked
  return table([head, ...listed.map((contender) => rowOf(contender, rounds[name] ?? {}))])
}

function rowOf(name: Contender, runs: NonNullable<Rounds['one']>): string[] {
  const speeds = valuesOf(runs[name], 'megabytesPerSecond')
  if (!speeds) return [name, 'not measured: it is not installed']
  const floor = valuesOf(runs.presigned, 'megabytesPerSecond')
  const cpu = valuesOf(runs[name], 'cpuSecondsPerGigabyte')
  const peak = valuesOf(runs[name], 'peakBytes')
  return [
    name,
    median(speeds).toFixed(0),
    floor ? spread(ratio(speeds, floor)) : '',
    cpu ? median(cpu).toFixed(2) : '',
    peak ? mebibytes(peak) : '',
  ]
}
