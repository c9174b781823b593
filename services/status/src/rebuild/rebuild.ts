import type { EventLog, LogState } from '@soundmill/event-log'
import type { Log } from '../log.ts'
import { SupersededError } from '../store/index.ts'
import type { Slot } from '../store/pointer.ts'
import type { Candidate, RebuildingStore } from '../store/rebuilding.ts'
import { type Build, LogChangedError, openBuild } from './build.ts'
import { type Comparison, compareSets } from './comparison.ts'
import { measureStep, type Progress, shareOf } from './progress.ts'

export type RebuildOptions = {
  events: EventLog
  store: RebuildingStore
  log: Log
  signal: AbortSignal
  /** Compare and throw away; otherwise what was built is served from then on, whatever the comparison says. */
  check: boolean
  onProgress?: (progress: Progress) => void
}

/** What a rebuild came to. */
export type RebuildReport = {
  /** The set that was built. */
  built: string
  /** The one that was served while it was. */
  served?: string
  facts: number
  /** For building alone. */
  seconds: number
  factsPerSecond: number
  compared?: Comparison
  /** Why nothing was compared. */
  notCompared?: string
  swapped: boolean
}

/**
 * Builds the view anew from the start of the log, beside the one that is served, compares the two at one place, and
 * puts it in place of the other: the log is the truth. Readers and the processes that write go on meanwhile. Rejects
 * with LogChangedError, LogUnavailableError, ViewsUnavailableError, SupersededError or the signal's reason; what is
 * served is then as it was.
 */
export async function rebuild(options: RebuildOptions): Promise<RebuildReport> {
  const { store, check } = options
  const candidate = await store.candidate()
  const build = await openBuild({ ...options, set: candidate.set })
  try {
    for (;;) {
      const round = await compareRound(options, candidate, build)
      if (round === 'another') continue
      if (check) return { ...round, built: candidate.set.name, swapped: false }
      if (await swap(options, candidate, build, round.served)) {
        return { ...round, built: candidate.set.name, swapped: true }
      }
    }
  } finally {
    await build.close()
    await candidate.close()
  }
}

type Round = Omit<RebuildReport, 'built' | 'swapped'>

/** `another`: a set that nobody had compared took the place of the served one meanwhile. */
async function compareRound(
  options: RebuildOptions,
  candidate: Candidate,
  build: Build,
): Promise<Round | 'another'> {
  const { events, signal, onProgress = () => {} } = options
  const served = await candidate.served()
  const state = await events.state()
  const notCompared = incomparable(served, state)
  const target = async () =>
    notCompared === undefined ? ((await candidate.served())?.place?.sequence ?? 0) : state.lastSequence
  const built = await buildUpTo(target, build, onProgress)
  const name = { ...(served && { served: served.set }) }
  if (notCompared !== undefined || !served) return { ...name, ...built, notCompared: notCompared ?? '' }

  const total = build.progress().facts || 1
  const measure = measureStep('compare')
  const [compared] = await Promise.allSettled([
    compareSets({
      served: candidate.shelfOf(served.set),
      built: candidate.shelf,
      async catchUp() {
        const place = await target()
        await build.reach(place)
        return place
      },
      onCompared: ({ episodes, timeline }) => onProgress(measure(episodes + timeline, timeline / total)),
      signal,
    }),
  ])
  if ((await candidate.served())?.set !== served.set) return 'another'
  if (compared.status === 'rejected') throw compared.reason
  return { ...name, ...built, compared: compared.value }
}

/** Twice, since the log goes on while it is read: the second time there is little left. */
async function buildUpTo(
  target: () => Promise<number>,
  build: Build,
  onProgress: (progress: Progress) => void,
) {
  const began = performance.now()
  const measure = measureStep('build')
  for (let times = 0; times < 2; times++) {
    const place = await target()
    const report = () => onProgress(measure(build.progress().facts, shareOf(build.progress(), place)))
    await build.reach(place, report)
    report()
  }
  const { facts } = build.progress()
  const seconds = (performance.now() - began) / 1000
  return { facts, seconds, factsPerSecond: Math.round(facts / seconds) }
}

function incomparable(served: Slot | undefined, { epoch, lastSequence }: LogState): string | undefined {
  if (!served) return 'nothing is served yet'
  if (!served.place) return 'nothing was written into the served view yet'
  if (served.epoch !== epoch) return 'the served view is of another log'
  if (served.place.sequence > lastSequence) {
    throw new LogChangedError(
      'the log ends before the place of the served view: status builds it anew by itself',
    )
  }
  return undefined
}

/** False: another set is served now than the one it was compared with. */
async function swap(
  { events }: RebuildOptions,
  candidate: Candidate,
  build: Build,
  compared: string | undefined,
) {
  for (;;) {
    const served = await candidate.served()
    if (served?.set !== compared) return false
    const { lastSequence } = await events.state()
    await build.reach(Math.min(served?.place?.sequence ?? 0, lastSequence))
    try {
      if (await candidate.takeOver(compared)) return true
    } catch (err) {
      if (!(err instanceof SupersededError)) throw err
    }
  }
}

/** Whether it is known that the served view is what the log says: not when there was nothing to compare either. */
export function isDifferent({ compared }: RebuildReport): boolean {
  return compared === undefined || compared.differences > 0 || compared.unsettled > 0
}
