import type { Build } from './build.ts'

/** How far a rebuild is. */
export type Progress = {
  step: 'build' | 'compare'
  /** Facts folded; views and facts compared. */
  done: number
  /** 0 to 100. */
  percent: number
  /** Over the whole step. */
  perSecond: number
  etaSeconds?: number
}

/** Measures a step from now on. `share` is how much of it is done, 0 to 1. */
export function measureStep(step: Progress['step'], now = () => performance.now()) {
  const began = now()
  return (done: number, share: number): Progress => {
    const seconds = Math.max(0.001, (now() - began) / 1000)
    const known = Math.min(1, Math.max(0, share))
    const eta = known > 0.01 ? { etaSeconds: Math.round((seconds / known) * (1 - known)) } : {}
    return { step, done, percent: Math.floor(known * 100), perSecond: Math.round(done / seconds), ...eta }
  }
}

/** How much of the way to this sequence lies behind. Sequences that hold no readable fact count as a part of it. */
export function shareOf({ sequence }: ReturnType<Build['progress']>, last: number): number {
  return last === 0 ? 1 : sequence / last
}
