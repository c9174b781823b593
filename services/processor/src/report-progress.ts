import type { EventLog } from '@soundmill/event-log'
import type { Job } from './job.ts'

type Step = { step: string; percent: number; etaSeconds?: number; realtimeFactor?: number }

/** Often enough for a bar that moves, seldom enough for a busy network. */
const EVERY_MS = 500

/** Reports how far a job is, at most twice a second and at each new step. */
export function createProgress(
  { progress }: EventLog,
  { show, episode, job }: Job,
  now: () => number = () => performance.now(),
) {
  let last = { step: '', at: Number.NEGATIVE_INFINITY }
  return (at: Step) => {
    if (at.step === last.step && now() - last.at < EVERY_MS) return
    last = { step: at.step, at: now() }
    progress.report({ show, episode, job, ...at, percent: Math.min(100, Math.max(0, at.percent)) })
  }
}
