import type { StepProgress } from './audio-engine.ts'

/** What began less than so many seconds ago tells nothing of how fast it is. */
const MEASURED_SECONDS = 0.25

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
  /** A step begins when it is first heard of: others may have done some of it by then. */
  let start: { at: number; seconds: number } | undefined
  let percent = 0
  return {
    /** Said before its tool says anything. */
    begin(): void {
      start ??= { at: now(), seconds: 0 }
      report?.({ step, percent: 0 })
    },
    reached(seconds: number): void {
      start ??= { at: now(), seconds }
      // Done is said by done(): a file may be longer than it claims.
      percent = Math.max(percent, totalSeconds > 0 ? Math.min(99, (100 * seconds) / totalSeconds) : 0)
      const elapsed = (now() - start.at) / 1000
      report?.({
        step,
        percent: round(percent),
        ...(elapsed >= MEASURED_SECONDS && speed(seconds - start.seconds, elapsed, totalSeconds - seconds)),
      })
    },
    done: () => report?.({ step, percent: 100, etaSeconds: 0 }),
  }
}

/** Nothing done yet is no speed of 0; and of what has no known length nobody knows the end. */
function speed(doneSeconds: number, elapsed: number, restSeconds: number) {
  const factor = doneSeconds / elapsed
  if (round(factor) <= 0) return {}
  return {
    realtimeFactor: round(factor),
    ...(restSeconds > 0 && { etaSeconds: round(restSeconds / factor) }),
  }
}

const round = (value: number) => Math.round(value * 10) / 10
