import type { Step } from '@soundmill/event-log'
import type { Finished } from '@soundmill/events'

/** What a job has been through by now. */
export type Lived = {
  /** The number of its newest attempt. */
  attempts: number
  /** Since its first attempt began, by the clocks of the machines it was on. */
  seconds: number
}

/** Told of what happens to jobs in this process, so that it can be counted. Nobody waits for it, and it never throws. */
export interface Observer {
  /** So many of all hands have a job now. */
  onHands(busy: number, all: number): void
  /** The first attempt of a job began, so many seconds after the job was submitted. */
  onFirstStart(lane: string, waitedSeconds: number): void
  /** An attempt is through with a step; see `createStepClock`. */
  onStep(step: Step, seconds: number): void
  /** An attempt succeeded, with so many seconds of audio done in each second of work. */
  onPace(realtimeRatio: number): void
  /** Told of every outcome that this process said; of a job that was never begun there is nothing else to tell. */
  onOutcome(outcome: Finished['data'], lived: Lived | undefined): void
}
