import type { EpisodeView } from '../views/episode-view.ts'
import { type OpenJob, openJobsOf } from '../views/job-keys.ts'
import { aheadOf, estimateOf, leftOf } from './estimate.ts'
import type { Queue } from './queue.ts'

/** Where a job that has not ended stands, and when it will have. */
export type Place = {
  job: string
  lane: string
  state: OpenJob['state']
  /** Its rank among those that wait in its lane, 1 is next; absent while it runs. */
  position?: number
  /** How many are taken up before it, of other lanes too. */
  ahead?: number
  /** So long a queue is not looked at to its end: numbers are lower bounds. */
  atLeast?: true
  estimatedStartSeconds?: number
  estimatedFinishSeconds?: number
  /** Why there is no estimate; absent with it when the log does not answer. */
  reason?: 'paused' | 'no_workers'
  /** What the paces of the estimate come from. */
  basis: 'measured' | 'assumed'
  /** Of a job that runs: what it was heard to do lately. */
  step?: string
  percent?: number
}

type Look = Awaited<ReturnType<Queue['look']>>

/** Where an open job stands. What it says of itself counts, also where the queue was seen before that. */
export function placeOf({ backlog, truncated }: Look, job: OpenJob): Place {
  const { job: id, lane, state } = job
  const place = { job: id, lane, state, basis: backlog.paces.basis }
  if (state === 'running' && backlog.isLost(job)) return { ...place, reason: 'no_workers' }
  if (state === 'running') {
    const heard = backlog.heard(id)
    const progress = heard && { step: heard.step, percent: heard.percent }
    return { ...place, ...progress, estimatedFinishSeconds: rounded(leftOf(backlog, job)) }
  }
  const ahead = aheadOf(backlog, job)
  const position = ahead.filter((one) => one.lane === lane).length + 1
  const isBeyond = truncated.has(lane) && !backlog.open.some((one) => one.job === id)
  const waiting = { ...place, position, ahead: ahead.length, ...(isBeyond && { atLeast: true as const }) }
  const estimate = estimateOf(backlog, job)
  if (!('start' in estimate)) return { ...waiting, ...estimate }
  return {
    ...waiting,
    estimatedStartSeconds: rounded(estimate.start),
    estimatedFinishSeconds: rounded(estimate.finish),
  }
}

/** Where the latest job of an episode stands; undefined when it has ended, or nobody knows what it is. */
export function latestPlaceOf(look: Look, view: EpisodeView): Place | undefined {
  const job = openJobsOf(view).find((one) => one.job === view.latest)
  return job && placeOf(look, job)
}

/** To a tenth of a second: it is an estimate. */
export const rounded = (seconds: number): number => Math.round(seconds * 10) / 10
