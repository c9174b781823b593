import { duration } from './numbers.ts'
import type { Progress } from './progress.ts'

const CELLS = 24

/** `render        62 %  12.3 × real time, 4.0 s left`; `bar` is what stands between, if anything. */
export function progressText(progress: Progress, bar = ''): string {
  const { step, percent, realtimeFactor, etaSeconds, note } = progress
  if (note !== undefined) return `${step.padEnd(14)} ${note}`
  const notes = [
    // At the start nothing is known yet: a speed of 0.0 would only frighten.
    realtimeFactor === undefined || realtimeFactor < 0.05 ? [] : `${realtimeFactor.toFixed(1)} × real time`,
    etaSeconds === undefined || percent <= 0 ? [] : `${duration(etaSeconds)} left`,
  ].flat()
  const share = `${String(Math.round(percent)).padStart(3)} %`
  return `${step.padEnd(14)} ${share} ${bar} ${notes.join(', ')}`.trimEnd()
}

/** `[███████████████░░░░░░░░░]` */
export function barOf({ percent }: Progress): string {
  const full = Math.round((Math.min(100, Math.max(0, percent)) / 100) * CELLS)
  return `[${'█'.repeat(full)}${'░'.repeat(CELLS - full)}]`
}

/** For a log instead of a terminal: only at a new step and at each quarter, not ten lines a second. */
export function isMilestone(last: Progress | undefined, next: Progress): boolean {
  const quarter = ({ percent }: Progress) => Math.floor(percent / 25)
  return last === undefined || last.step !== next.step || quarter(next) > quarter(last)
}
