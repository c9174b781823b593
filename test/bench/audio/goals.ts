import { compare, type Verdict, type Goal as Wanted } from '../shared/verdict.ts'
import type { Rounds } from './rounds.ts'
import type { Contender } from './task.ts'

export type Goal = Wanted & { of: Contender; to: Contender; what: 'wallSeconds' | 'cpuSeconds' }

const unverified = 'soundmill unverified'

/** As multiples of one another in the same round; Soundmill without verification, which nobody else does. */
export const GOALS: readonly Goal[] = [
  {
    says: 'CPU of the full job, against three bare encodes',
    of: unverified,
    to: 'bare encodes',
    what: 'cpuSeconds',
    atMost: 1.25,
  },
  {
    says: 'wall of the full job, against three bare encodes',
    of: unverified,
    to: 'bare encodes',
    what: 'wallSeconds',
    atMost: 1.4,
  },
  {
    says: 'wall of the loudnorm chain, against ours',
    of: 'loudnorm chain',
    to: unverified,
    what: 'wallSeconds',
    atLeast: 4.3,
  },
  {
    says: 'CPU of the loudnorm chain, against ours',
    of: 'loudnorm chain',
    to: unverified,
    what: 'cpuSeconds',
    atLeast: 2.7,
  },
  {
    says: 'wall of ffmpeg-normalize, against ours',
    of: 'ffmpeg-normalize',
    to: unverified,
    what: 'wallSeconds',
    atLeast: 2.5,
  },
  {
    says: 'CPU of ffmpeg-normalize, against ours',
    of: 'ffmpeg-normalize',
    to: unverified,
    what: 'cpuSeconds',
    atLeast: 1.8,
  },
  {
    says: "CPU of loudnorm's first pass, against measuring",
    of: 'loudnorm first pass',
    to: 'inspect',
    what: 'cpuSeconds',
    atLeast: 5,
  },
]

/** Round by round, see `compare`. */
export function judge(goal: Goal, rounds: Rounds): Verdict {
  const [one, other] = [goal.of, goal.to].map((name) => rounds[name]?.map((run) => run[goal.what]))
  return compare(goal, one, other)
}
