import { table } from '../shared/tables.ts'
import type { LagCost } from './lag.ts'
import type { ListCost } from './lists.ts'
import type { Course } from './rebuild-course.ts'
import { sseText } from './sse-tables.ts'

const MIB = 1024 ** 2
const ms = (value: number) => value.toFixed(1)

/** What was measured, for people. */
export function courseText({ episodes, facts, appendedPerSecond, rebuild, lists, lag, sse }: Course): string {
  const { factsPerSecond, seconds, wholeSeconds, peakBytes } = rebuild
  return [
    `${episodes} episodes, ${facts} facts; appended to the log at ${Math.round(appendedPerSecond)} facts/s`,
    `rebuild: ${factsPerSecond} facts/s (${seconds.toFixed(1)} s; ${wholeSeconds.toFixed(1)} s with starting and comparing), ` +
      `${(peakBytes / MIB).toFixed(0)} MiB resident at most`,
    ...(lists ? ['', listTable(lists)] : []),
    ...(lag ? ['', lagText(lag)] : []),
    ...(sse ? ['', sseText(sse)] : []),
  ].join('\n')
}

const listTable = (lists: ListCost[]) =>
  table([
    ['lists over HTTP, 4 at a time', 'found', 'p50 ms', 'p99 ms', 'most ms'],
    ...lists.map(({ question, found, p50Ms, p99Ms, mostMs }) => [
      ...[question, String(found), ms(p50Ms), ms(p99Ms), ms(mostMs)],
    ]),
  ])

const lagText = ({ factsPerSecond, wantedPerSecond, p50Ms, p99Ms, mostMs, mostMessages }: LagCost) =>
  `lag at ${factsPerSecond.toFixed(0)} facts/s (of ${wantedPerSecond} wanted): from the log to the view ` +
  `p50 ${ms(p50Ms)} ms, p99 ${ms(p99Ms)} ms, most ${ms(mostMs)} ms; at most ${mostMessages} facts behind`
