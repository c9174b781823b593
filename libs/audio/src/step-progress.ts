import type { StepProgress } from './audio-engine.ts'

/**
 * Turns seconds of audio reached into reports of a step. With no known length there is no percentage to
 * speak of, so it stays 0 until the step is done.
 */
export function trackProgress(
  step: StepProgress['step'],
  totalSeconds: number,
  report: ((progress: StepProgress) => void) | undefined,
  now: () => number = () => performance.now(),
) {
  const startedAt = now()
  let percent = 0
  return {
    reached(seconds: number): void {
      const elapsed = (now() - startedAt) / 1000
      // Done is said by done(): a file may be longer than it claims.
      percent = Math.max(percent, totalSeconds > 0 ? Math.min(99, (100 * seconds) / totalSeconds) : 0)
      report?.({
        step,
        percent: round(percent),
        ...(percent > 0 && { etaSeconds: round((elapsed * (100 - percent)) / percent) }),
        ...(elapsed > 0 && { realtimeFactor: round(seconds / elapsed) }),
      })
    },
    done: () => report?.({ step, percent: 100, etaSeconds: 0 }),
  }
}

const round = (value: number) => Math.round(value * 10) / 10
