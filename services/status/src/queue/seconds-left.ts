import type { Progress } from '@soundmill/event-log'
import type { OpenJob } from '../views/job-keys.ts'
import { lengthOf, type Paces } from './paces.ts'

/** As much of a report as an estimate needs. */
export type Heard = Pick<Progress, 'step' | 'percent' | 'etaSeconds' | 'stepEtaSeconds'>

/** Of the first phase; every other step is of the second. */
const MEASURING_STEPS = ['download', 'inspect']

/** What takes longer than expected is as a rule not just about to end. A guess: nothing better is known. */
const OVERDUE = 0.1

/** How long a job that waits will be worked, in seconds: length ÷ pace of measuring + length ÷ pace of making. */
export function secondsOfWork(job: OpenJob, paces: Paces): number {
  const { measuring, making } = phasesOf(job, paces)
  return measuring + making
}

/**
 * How long a job that runs will still be worked, in seconds, never less than 0. What its worker said lately of the
 * whole job counts: it knows this recording and this machine. Else it is what is left of its phase, and the phase
 * after it; and of a phase what was expected minus what it has taken so far, at least what is left of its step, and
 * at least a tenth of what it has taken.
 */
export function secondsLeft(job: OpenJob, paces: Paces, heard: Heard | undefined, now: number): number {
  if (heard?.etaSeconds !== undefined) return heard.etaSeconds
  const { measuring, making } = phasesOf(job, paces)
  const isMade = isMeasured(job) || (heard !== undefined && !isOfMeasuring(heard))
  // A report from the phase before is none.
  const told = heard && isOfMeasuring(heard) === !isMade ? heard : undefined
  const begunAt = isMeasured(job) ? job.inspectedAt : job.startedAt
  const elapsed = begunAt === undefined || isMade !== isMeasured(job) ? 0 : sinceSeconds(begunAt, now)
  const expected = Math.max((isMade ? making : measuring) - elapsed, elapsed * OVERDUE)
  return Math.max(expected, told?.stepEtaSeconds ?? 0) + (isMade ? 0 : making)
}

const isOfMeasuring = ({ step }: Heard): boolean => MEASURING_STEPS.includes(step)

const sinceSeconds = (time: string, now: number): number => Math.max(0, (now - Date.parse(time)) / 1000)

/** Whether the attempt that runs has measured the sources; an earlier one may have. */
function isMeasured({ startedAt, inspectedAt }: OpenJob): boolean {
  if (startedAt === undefined || inspectedAt === undefined) return false
  return Date.parse(inspectedAt) >= Date.parse(startedAt)
}

function phasesOf(job: OpenJob, paces: Paces) {
  const length = lengthOf(job, paces)
  return { measuring: length / paces.measuring, making: length / paces.making }
}
