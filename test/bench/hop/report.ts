import { percentile } from '../shared/percentile.ts'
import { table } from '../shared/tables.ts'
import type { Hop } from './hops.ts'
import type { HopLog } from './log.ts'

/** Milliseconds at p99, on the normal lane, with idle workers and a log that is on the disk before it acknowledges. */
const GOAL_MS = 5

type Report = { hops: Hop[]; server: HopLog; hands: number; json: boolean; strict: boolean }

const summary = (values: number[]) => ({
  p50: percentile(values, 50),
  p99: percentile(values, 99),
  max: percentile(values, 100),
})

/** Prints what was measured; returns the exit code. */
export function report({ hops, server, hands, json, strict }: Report): number {
  const rows = {
    'submitted acknowledged → started heard': summary(hops.map(({ heard }) => heard)),
    'submitted acknowledged → started followed': summary(hops.map(({ followed }) => followed)),
    'submitted sent → started heard': summary(hops.map(({ whole }) => whole)),
    'of that, beyond the floor of the same job': summary(hops.map(({ whole, floor }) => whole - floor.both)),
    'floor: one append': summary(hops.map(({ floor }) => floor.append)),
    'floor: two appends in a row': summary(hops.map(({ floor }) => floor.both)),
  }
  const measured = rows['submitted acknowledged → started heard'].p99
  const outcome = !server.syncs ? 'not measured' : measured <= GOAL_MS ? 'met' : 'missed'
  const goal = { says: 'started heard, at p99, with fsync', atMostMs: GOAL_MS, outcome }
  if (json) console.log(JSON.stringify({ jobs: hops.length, hands, server, rows, goal }, null, 2))
  else {
    const fsync = server.syncs ? 'on the disk before it acknowledges' : 'NOT on the disk when it acknowledges'
    console.log(`\nnats-server ${server.version}, ${fsync}; ${hops.length} jobs, ${hands} idle hands\n`)
    const cells = Object.entries(rows).map(([name, { p50, p99, max }]) => [name, ...[p50, p99, max].map(ms)])
    console.log(table([['milliseconds', 'p50', 'p99', 'max'], ...cells]))
    console.log(`\ngoal: ${goal.says}: ≤ ${GOAL_MS} ms: ${outcome}`)
  }
  return strict && outcome === 'missed' ? 1 : 0
}

const ms = (value: number) => value.toFixed(2)
