import type { Progress } from './api.ts'
import { duration } from './numbers.ts'

const CELLS = 24

/** `render  62 % [███████████████░░░░░░░░░]  12.3 × real time, 4.0 s left` */
export function progressText({ step, percent, realtimeFactor, etaSeconds }: Progress): string {
  const full = Math.round((Math.min(100, Math.max(0, percent)) / 100) * CELLS)
  const bar = '█'.repeat(full) + '░'.repeat(CELLS - full)
  const notes = [
    realtimeFactor === undefined ? [] : `${realtimeFactor.toFixed(1)} × real time`,
    etaSeconds === undefined ? [] : `${duration(etaSeconds)} left`,
  ].flat()
  return `${step.padEnd(12)} ${String(Math.round(percent)).padStart(3)} % [${bar}]  ${notes.join(', ')}`.trimEnd()
}

/** For a log instead of a terminal: only at a new step and at each quarter, not ten lines a second. */
export function isMilestone(last: Progress | undefined, next: Progress): boolean {
  const quarter = ({ percent }: Progress) => Math.floor(percent / 25)
  return last === undefined || last.step !== next.step || quarter(next) > quarter(last)
}
