import type { Progress } from '@soundmill/event-log'
import type { OpenJob } from '../views/job-keys.ts'
import { lengthOf, type Paces } from './paces.ts'

/** As much of a report as an estimate needs; its ETA is that of its step. */
export type Heard = Pick<Progress, 'step' | 'percent' | 'etaSeconds'>

/** Of the first phase; every other step is of the second. */
const MEASURING_STEPS = ['download', 'inspect']

/** Next to nothing follows these within their phase. */
const LAST_STEPS = ['inspect', 'verify']

/** How long a job that waits will be worked, in seconds: length ÷ pace of measuring + length ÷ pace of making. */
export function secondsOfWork(job: OpenJob, paces: Paces): number {
  const { measuring, making } = phasesOf(job, paces)
  return measuring + making
}

/**
 * How long a job that runs will still be worked, in seconds, never less than 0: what is left of its phase, and
 * the phase after it. What is left of a phase is what was expected minus what it has taken so far; if its worker
 * was heard lately, the ETA of its step, which is a lower bound unless that is the last step of the phase.
 */
export function secondsLeft(job: OpenJob, paces: Paces, heard: Heard | undefined, now: number): number {
  const { measuring, making } = phasesOf(job, paces)
  const isMade = isMeasured(job) || (heard !== undefined && !isOfMeasuring(heard))
  // A report from the phase before is none.
  const told = heard && isOfMeasuring(heard) === !isMade ? heard : undefined
  const begunAt = isMeasured(job) ? job.inspectedAt : job.startedAt
  const elapsed = begunAt === undefined || isMade !== isMeasured(job) ? 0 : sinceSeconds(begunAt, now)
  const expected = Math.max(0, (isMade ? making : measuring) - elapsed)
  return phaseLeft(expected, told) + (isMade ? 0 : making)
}

function phaseLeft(expected: number, heard: Heard | undefined): number {
  if (heard?.etaSeconds === undefined) return expected
  return LAST_STEPS.includes(heard.step) ? heard.etaSeconds : Math.max(heard.etaSeconds, expected)
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
