import { MEASURED_OVER } from '../queue/queue.ts'
import { type Speed, speedOf } from '../queue/speed.ts'
import type { Count, EndedRow } from '../store/index.ts'
import { EPISODE_STATES, type EpisodeState } from '../views/episode-view.ts'
import { type Spread, spreadOf, type Throughput, throughputOf } from './summary.ts'

/** What became of everything, and how fast. */
export type Stats = {
  episodes: Record<EpisodeState, number>
  /** Of the latest jobs of episodes that are there, those that ended. */
  outcomes: Record<'succeeded' | 'failed' | 'canceled', number>
  /** Of those that failed, by code. */
  failures: Record<string, number>
  throughput: { lastHour: Throughput; lastDay: Throughput }
  realtimeFactor: Partial<Record<keyof Speed, Spread>>
  /** From submitted to started, in seconds; of jobs that needed one attempt. */
  queueWaitSeconds?: Spread
  /** How many jobs took so many attempts. */
  attempts: Record<string, number>
  measured: { jobs: number; since?: string }
}

const HOUR = 3_600
const DAY = 24 * HOUR

/** The rows are those that ended last, newest first, at most `MEASURED_OVER`. */
export function statsOf(counts: readonly Count[], rows: readonly EndedRow[], now: number): Stats {
  const spans = { now, isAll: rows.length < MEASURED_OVER }
  const wait = spreadOf(rows.flatMap(waitOf))
  const since = rows.at(-1)?.endedAt
  return {
    ...totalsOf(counts),
    throughput: {
      lastHour: throughputOf(rows, { ...spans, seconds: HOUR }),
      lastDay: throughputOf(rows, { ...spans, seconds: DAY }),
    },
    realtimeFactor: factorsOf(rows),
    ...(wait && { queueWaitSeconds: wait }),
    attempts: attemptsOf(rows),
    measured: { jobs: rows.length, ...(since !== undefined && { since }) },
  }
}

function totalsOf(counts: readonly Count[]): Pick<Stats, 'episodes' | 'outcomes' | 'failures'> {
  const sum = (chosen: (count: Count) => boolean) =>
    counts.filter(chosen).reduce((total, { episodes }) => total + episodes, 0)
  const ended = (outcome: string) => sum((count) => count.state === 'finished' && count.outcome === outcome)
  const state = (name: EpisodeState) => sum((count) => count.state === name)
  const [waiting, running, retrying, finished, deleted] = EPISODE_STATES
  return {
    episodes: {
      waiting: state(waiting),
      running: state(running),
      retrying: state(retrying),
      finished: state(finished),
      deleted: state(deleted),
    },
    outcomes: { succeeded: ended('succeeded'), failed: ended('failed'), canceled: ended('canceled') },
    failures: failuresOf(counts),
  }
}

function failuresOf(counts: readonly Count[]): Record<string, number> {
  const failures = new Map<string, number>()
  for (const { state, outcome, code, episodes } of counts) {
    if (state !== 'finished' || outcome !== 'failed' || code === undefined) continue
    failures.set(code, (failures.get(code) ?? 0) + episodes)
  }
  return Object.fromEntries([...failures].sort(([, a], [, b]) => b - a))
}

function factorsOf(rows: readonly EndedRow[]): Stats['realtimeFactor'] {
  const speeds = rows.map(speedOf)
  const spread = (of: keyof Speed) => spreadOf(speeds.flatMap((speed) => speed[of] ?? []))
  const [measuring, making, overall] = [spread('measuring'), spread('making'), spread('overall')]
  return { ...(measuring && { measuring }), ...(making && { making }), ...(overall && { overall }) }
}

/** Of a job that was tried again nobody knows any more when it was taken up first. */
function waitOf({ attempts, submittedAt, startedAt }: EndedRow): number[] {
  if (attempts !== 1 || startedAt === undefined) return []
  return [Math.max(0, (Date.parse(startedAt) - Date.parse(submittedAt)) / 1000)]
}

function attemptsOf(rows: readonly EndedRow[]): Record<string, number> {
  const jobs = new Map<number, number>()
  for (const { attempts } of rows) jobs.set(attempts, (jobs.get(attempts) ?? 0) + 1)
  return Object.fromEntries([...jobs].sort(([a], [b]) => a - b))
}
