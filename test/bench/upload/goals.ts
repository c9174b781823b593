import { compare, type Verdict, type Goal as Wanted } from '../shared/verdict.ts'
import type { Contender } from './contender.ts'
import type { Rounds } from './rounds.ts'
import type { Measured } from './run-contender.ts'
import type { WorkloadName } from './workload.ts'

type Run = { of: Contender; in: WorkloadName }

export type Goal = Wanted & { one: Run; other: Run; what: 'megabytesPerSecond' | 'peakBytes' }

/** In both workloads, against both ways to call `putObject`. */
const throughput = (of: Contender, says: string, atLeast: number): Goal[] =>
  (['one', 'many'] as const).flatMap((workload) =>
    (['minio', 'minio sized'] as const).map((to) => ({
      says: `throughput of ${workload}, ${says}, against ${to}`,
      one: { of, in: workload },
      other: { of: to, in: workload },
      what: 'megabytesPerSecond' as const,
      atLeast,
    })),
  )

/**
 * As multiples of one another in the same round. `minio` has no SHA-256 to give, and is not asked for one;
 * ours is held against it with and without.
 */
export const GOALS: readonly Goal[] = [
  ...throughput('soundmill', 'the service with SHA-256', 2),
  ...throughput('put unhashed', 'without SHA-256', 3),
  ...(['tusd', 'tusd unhashed'] as const).map((to) => ({
    says: `throughput of one, the service, against ${to}`,
    one: { of: 'soundmill' as const, in: 'one' as const },
    other: { of: to, in: 'one' as const },
    what: 'megabytesPerSecond' as const,
    atLeast: 1,
  })),
  ...(['minio', 'minio sized'] as const).map((to) => ({
    says: `memory of many, the service, against ${to}`,
    one: { of: 'soundmill' as const, in: 'many' as const },
    other: { of: to, in: 'many' as const },
    what: 'peakBytes' as const,
    atMost: 0.15,
  })),
  {
    says: 'memory of the service, the crowd against many',
    one: { of: 'soundmill', in: 'crowd' },
    other: { of: 'soundmill', in: 'many' },
    what: 'peakBytes',
    atMost: 1.2,
  },
]

/** Round by round, see `compare`. */
export function judge(goal: Goal, rounds: Rounds): Verdict {
  const [one, other] = [goal.one, goal.other].map((run) => valuesOf(rounds[run.in]?.[run.of], goal.what))
  return compare(goal, one, other)
}

/** Of every round; undefined when it took no part, or there is nothing to measure. */
export function valuesOf(
  runs: readonly Measured[] | undefined,
  what: Exclude<keyof Measured, 'seconds'>,
): number[] | undefined {
  const values = runs?.flatMap((run) => run[what] ?? [])
  return values && values.length > 0 ? values : undefined
}
