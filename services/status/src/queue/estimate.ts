import { LANES } from '@soundmill/events'
import type { OpenJob } from '../views/job-keys.ts'
import type { Paces } from './paces.ts'
import { inTurn, schedule } from './schedule.ts'
import { type Heard, secondsLeft, secondsOfWork } from './seconds-left.ts'

/** What there is to do, by whom, and how fast. */
export type Backlog = {
  /** Open jobs of all lanes; of each lane the oldest first. */
  open: readonly OpenJob[]
  /** Lanes that nobody takes a job from. */
  paused: ReadonlySet<string>
  /** Hands that work or are free; undefined when the log did not say. */
  hands: number | undefined
  paces: Paces
  /** What a worker told of a job lately. */
  heard(job: string): Heard | undefined
  /** Of a job that runs: whether its worker is gone, so that its hand is none. */
  isLost(job: OpenJob): boolean
  /** In milliseconds since 1970. */
  now: number
}

/** In seconds from now; or why there is no telling: without a reason when the log does not say who is there. */
export type Estimate = { start: number; finish: number } | { reason?: 'paused' | 'no_workers' }

/** Jobs that are taken up before this one, which waits or is to be tried again: in the order they will be. */
export function aheadOf({ open, paused }: Backlog, job: OpenJob): OpenJob[] {
  const others = open.filter(({ job: id, state }) => state !== 'running' && id !== job.job)
  const own = [...others.filter(({ lane, sequence }) => lane === job.lane && sequence < job.sequence), job]
  const [urgent = [], normal = []] = ['urgent', 'normal'].map((lane) => {
    if (lane === job.lane) return own
    return paused.has(lane) ? [] : others.filter((other) => other.lane === lane)
  })
  const line = inTurn(urgent, normal)
  const at = line.indexOf(job)
  // A lane of a later release: whoever takes jobs from it, they are none of ours.
  return at < 0 ? own.slice(0, -1) : line.slice(0, at)
}

/**
 * When a job that waits will be taken up and finished: the jobs ahead of it are given, in the order of `inTurn`,
 * each to the hand that is free first; hands that work are free when what they have is done. What is submitted
 * later to the urgent lane, and attempts that fail, are not foreseen.
 */
export function estimateOf(backlog: Backlog, job: OpenJob): Estimate {
  if (backlog.paused.has(job.lane)) return { reason: 'paused' }
  if (!LANES.some((lane) => lane === job.lane)) return { reason: 'no_workers' }
  const freeIn = handsOf(backlog)
  if (freeIn === undefined) return {}
  if (freeIn.length === 0) return { reason: 'no_workers' }
  const line = [...aheadOf(backlog, job), job]
  const slots = schedule(
    line.map((one) => secondsOfWork(one, backlog.paces)),
    freeIn,
  )
  return slots.at(-1) ?? { reason: 'no_workers' }
}

/** Jobs that a hand is at. */
export const busyOf = <J extends OpenJob>({
  open,
  isLost,
}: {
  open: readonly J[]
  isLost(job: J): boolean
}): J[] => open.filter((job) => job.state === 'running' && !isLost(job))

/** How long a job that is running will still take, in seconds. */
export function leftOf({ paces, heard, now }: Backlog, job: OpenJob): number {
  return secondsLeft(job, paces, heard(job.job), now)
}

/** When a job of a lane would be taken up if it were submitted now. */
export function waitIn(backlog: Backlog, lane: string): Estimate {
  const size = { bytes: 0, mediaType: '' }
  return estimateOf(backlog, {
    ...{ job: '', lane, sequence: Number.POSITIVE_INFINITY, state: 'waiting', since: '' },
    ...size,
  })
}

/** In how many seconds each hand is free; undefined while nobody says how many there are. */
function handsOf(backlog: Backlog): number[] | undefined {
  const { hands } = backlog
  if (hands === undefined) return undefined
  const busy = busyOf(backlog).map((job) => leftOf(backlog, job))
  return [...busy, ...Array.from({ length: Math.max(0, hands - busy.length) }, () => 0)]
}
