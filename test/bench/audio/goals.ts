import { ratio, type Spread } from './ratios.ts'
import type { Rounds } from './rounds.ts'
import type { Contender } from './task.ts'

export type Goal = {
  says: string
  of: Contender
  to: Contender
  what: 'wallSeconds' | 'cpuSeconds'
} & ({ atMost: number } | { atLeast: number })

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

export type Verdict = { goal: Goal; measured: Spread | undefined; outcome: 'met' | 'missed' | 'not measured' }

/** By the median of the rounds. What did not take part is neither met nor missed. */
export function judge(goal: Goal, rounds: Rounds): Verdict {
  const { of, to, what } = goal
  const [one, other] = [rounds[of], rounds[to]]
  if (!one || !other) return { goal, measured: undefined, outcome: 'not measured' }
  const measured = ratio(
    one.map((run) => run[what]),
    other.map((run) => run[what]),
  )
  const met = 'atMost' in goal ? measured.median <= goal.atMost : measured.median >= goal.atLeast
  return { goal, measured, outcome: met ? 'met' : 'missed' }
}
