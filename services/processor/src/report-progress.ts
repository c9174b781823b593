import type { EventLog, Step } from '@soundmill/event-log'
import type { Job } from './job.ts'
import { createOutlook } from './outlook.ts'

/** How far a step is, as whoever does it can tell; the eta is that of the step. */
export type StepReport = { step: Step; percent: number; etaSeconds?: number; realtimeFactor?: number }

/** Often enough for a bar that moves, seldom enough for a busy network. */
const EVERY_MS = 500
/** What is known is said again after so long, so that nobody has to wait two seconds for a sign of life. */
const REPEAT_MS = 1_000

const isMaking = ({ step, percent }: StepReport) => step === 'render' || (step === 'verify' && percent < 100)

/** See `createProgress`. */
export type ProgressReporter = { report(at: StepReport): void; stop(): void }

export type ProgressOptions = {
  now?: () => number
  /** Told the step that the job is at, again and again. */
  onStep?(step: Step): void
}

/**
 * Reports how far a job is: at most twice a second, and at least every second until it is stopped, whatever the
 * tools do meanwhile. What comes too soon is said a little later, if nothing newer came.
 */
export function createProgress(
  { progress }: EventLog,
  { show, episode, job }: Job,
  { now = () => performance.now(), onStep }: ProgressOptions = {},
): ProgressReporter {
  const outlook = createOutlook(now)
  let newest: StepReport | undefined
  let isSaid = true
  let saidAt = Number.NEGATIVE_INFINITY

  function say() {
    if (!newest) return
    const { step, percent, etaSeconds: stepEtaSeconds, realtimeFactor } = newest
    progress.report({
      ...{ show, episode, job, step, percent, ...outlook.read() },
      ...(stepEtaSeconds !== undefined && { stepEtaSeconds }),
      ...(realtimeFactor !== undefined && { realtimeFactor }),
      at: new Date().toISOString(),
    })
    saidAt = now()
    isSaid = true
  }

  const timer = setInterval(() => {
    const quietMs = now() - saidAt
    if (quietMs >= (isSaid ? REPEAT_MS : EVERY_MS)) say()
  }, EVERY_MS / 5)

  return {
    report(at) {
      // A file that is stored while others are still made is not what the job is waiting for.
      if (at.step === 'store' && newest && isMaking(newest)) return
      onStep?.(at.step)
      newest = { ...at, percent: Math.min(100, Math.max(0, at.percent)) }
      isSaid = false
      outlook.reached(newest)
      if (now() - saidAt >= EVERY_MS) say()
    },
    stop: () => clearInterval(timer),
  }
}
