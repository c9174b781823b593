import { busyOf, type Estimate, leftOf, waitIn } from '../queue/estimate.ts'
import type { LaneSeen } from '../queue/lane-watch.ts'
import { rounded } from '../queue/place.ts'
import type { Queue } from '../queue/queue.ts'
import type { OpenRow } from '../store/index.ts'
import { pathOf } from './links.ts'
import type { InFlightJson, LaneJson, QueueJson } from './queue-json.ts'

type Look = Awaited<ReturnType<Queue['look']>>

/** Says to clients what waits, what runs, and for how long. */
export function queueJson(look: Look): QueueJson {
  const { backlog, open, lanes } = look
  const running = open.filter(({ state }) => state === 'running')
  const { hands, paces, now } = backlog
  const busy = busyOf(backlog).length
  return {
    at: new Date(now).toISOString(),
    lanes: lanes.map((lane) => laneJson(look, lane)),
    hands: {
      busy,
      ...(hands !== undefined && { idle: Math.max(0, hands - busy) }),
    },
    inFlight: running.map((row) => inFlightJson(look, row)).sort(longestFirst),
    basis: paces.basis,
    measuredJobs: paces.jobs,
  }
}

function laneJson({ open, truncated, backlog }: Look, { lane, state: said, depth }: LaneSeen): LaneJson {
  const own = open.filter((row) => row.lane === lane)
  const count = (state: OpenRow['state']) => own.filter((row) => row.state === state).length
  const oldest = own.find(({ state }) => state === 'waiting')
  return {
    lane,
    ...(said && { state: said.state }),
    ...(said?.changedAt !== undefined && { since: said.changedAt }),
    ...(said?.principal !== undefined && { principal: said.principal }),
    waiting: count('waiting'),
    running: count('running'),
    retrying: count('retrying'),
    ...(truncated.has(lane) && { truncated: true as const }),
    ...(depth && { depth }),
    ...(oldest && { oldest: oldestJson(oldest, backlog.now) }),
    ...(said?.state === 'draining' ? { reason: 'draining' as const } : waitJson(waitIn(backlog, lane))),
  }
}

function waitJson(estimate: Estimate): Partial<LaneJson> {
  if (!('start' in estimate)) return estimate
  return { estimatedWaitSeconds: rounded(estimate.start) }
}

function oldestJson({ episode, job, since }: OpenRow, now: number) {
  return { episode, job, since, seconds: waitedSeconds(since, now) }
}

/** How long somebody has been waiting since this time. */
export const waitedSeconds = (since: string, now: number): number =>
  rounded(Math.max(0, (now - Date.parse(since)) / 1000))

function inFlightJson({ backlog }: Look, row: OpenRow): InFlightJson {
  const { episode, show, job, lane, startedAt, attempt, worker } = row
  const heard = backlog.heard(job)
  return {
    ...{ episode, show, job, lane },
    ...(startedAt !== undefined && { startedAt }),
    ...(attempt !== undefined && { attempt }),
    ...(worker !== undefined && { worker }),
    ...(heard && { step: heard.step, percent: heard.percent }),
    ...(!backlog.isLost(row) && { etaSeconds: rounded(leftOf(backlog, row)) }),
    links: { episode: pathOf.episode(episode), job: pathOf.job(episode, job) },
  }
}

function longestFirst(a: InFlightJson, b: InFlightJson): number {
  return Date.parse(a.startedAt ?? '') - Date.parse(b.startedAt ?? '') || 0
}
