import { median, ratio } from '../shared/ratios.ts'
import { mebibytes, spread, table } from '../shared/tables.ts'
import type { Share } from './profile.ts'
import type { Rounds } from './rounds.ts'
import { CONTENDERS, type Contender } from './task.ts'

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
