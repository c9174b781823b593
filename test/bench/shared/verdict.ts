import { ratio, type Spread } from './ratios.ts'

/** What a benchmark wants to show: how many times one costs what another does. */
export type Goal = { says: string } & ({ atMost: number } | { atLeast: number })

export type Verdict = { goal: Goal; measured: Spread | undefined; outcome: 'met' | 'missed' | 'not measured' }

/** By the median of the rounds. What did not take part is neither met nor missed. */
export function compare(
  goal: Goal,
  ofRounds: readonly number[] | undefined,
  toRounds: readonly number[] | undefined,
): Verdict {
  if (!ofRounds || !toRounds) return { goal, measured: undefined, outcome: 'not measured' }
  const measured = ratio(ofRounds, toRounds)
  const met = 'atMost' in goal ? measured.median <= goal.atMost : measured.median >= goal.atLeast
  return { goal, measured, outcome: met ? 'met' : 'missed' }
}
