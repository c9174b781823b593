import type { QueuePlace } from '../api/answers.ts'
import { duration } from '../terminal/numbers.ts'

const REASONS: Record<string, string> = {
  paused: 'its lane is paused, so nobody knows when it begins',
  no_workers: 'no worker takes jobs at present, so nobody knows when it begins',
}

const UNKNOWN = 'the event log does not answer, so nobody knows when it begins'

/** `position 3 (4 before it), begins in about 2:10, done in about 3:05`; nothing when nothing is known. */
export function placeText(place: QueuePlace): string {
  const { position, ahead, reason, step, percent, estimatedStartSeconds, estimatedFinishSeconds } = place
  const isUnknown = position !== undefined && estimatedStartSeconds === undefined
  const before = ahead === undefined ? '' : ` (${ahead} before it)`
  return [
    position === undefined ? [] : `position ${position}${before}`,
    step === undefined ? [] : `${step}${percent === undefined ? '' : ` ${Math.round(percent)} %`}`,
    reason === undefined ? (isUnknown ? UNKNOWN : []) : (REASONS[reason] ?? reason),
    estimatedStartSeconds === undefined ? [] : `begins in about ${duration(estimatedStartSeconds)}`,
    estimatedFinishSeconds === undefined ? [] : `done in about ${duration(estimatedFinishSeconds)}`,
  ]
    .flat()
    .join(', ')
}
