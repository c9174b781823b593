import type { EventOf, JobEvent } from '@soundmill/events'

/** One try at a job, as its own facts tell of it. */
type Run = {
  attempt: number
  runId: string
  hasEnded: boolean
  isExcused: boolean
  rendered: Map<string, string>
}

/** A job as its facts have told of it so far. */
export type JobStory = { isSubmitted: boolean; runs: Run[]; isOver: boolean }

/** What is wrong with a fact where it stands, and whether it came when what it tells of was decided. */
export type Judgement = { wrong: string[]; isLate: boolean }

export const newStory = (): JobStory => ({ isSubmitted: false, runs: [], isOver: false })

/**
 * The state machine of a job (events.md), written down a second time, apart from the fold that status uses:
 *
 *     submitted ─► started ─► inspected ─► rendered… ─► finished
 *                      ▲ └──── attempt-failed ◄──┘
 *
 * Judges the next fact, and tells it to the story. Facts of an overtaken run and of one that has ended are legal and
 * late, whatever comes after the outcome, too.
 */
export function tell(story: JobStory, event: JobEvent): Judgement {
  const judgement = judge(story, event)
  if (event.fact === 'submitted') story.isSubmitted = true
  if (event.fact === 'started') story.runs.push(runOf(event))
  if (event.fact === 'finished') story.isOver = true
  const run = 'runId' in event.data ? runWith(story, event.data.runId) : undefined
  if (run && event.fact === 'rendered') run.rendered.set(event.data.blob, event.data.sha256)
  if (run && event.fact === 'attempt-failed') {
    run.hasEnded = true
    run.isExcused = !event.data.counts
  }
  return judgement
}

function judge(story: JobStory, event: JobEvent): Judgement {
  const isFirst = story.isSubmitted || event.fact === 'submitted' || isOfUnreadable(event)
  const early = isFirst ? [] : ['comes before its submitted']
  switch (event.fact) {
    case 'submitted':
      return { wrong: early, isLate: story.isSubmitted }
    case 'started':
      return { wrong: [...early, ...wrongStart(story, event)], isLate: story.isOver }
    case 'inspected':
    case 'rendered':
    case 'attempt-failed':
      return {
        wrong: [...early, ...wrongRun(story, event.data)],
        isLate: isOfThePast(story, event.data.runId),
      }
    case 'finished':
      return { wrong: [...early, ...wrongEnd(story, event)], isLate: story.isOver }
  }
}

/** Its submitted stands in the log, and nobody can read it. */
const isOfUnreadable = ({ data }: JobEvent) => 'code' in data && data.code === 'unreadable_event'

/** Attempts are numbered without a gap; strikes are those that were not excused, or excused too late to be known. */
function wrongStart({ runs }: JobStory, { data }: EventOf<'started'>): string[] {
  const expected = (runs.at(-1)?.attempt ?? 0) + 1
  const least = runs.filter(({ isExcused }) => !isExcused).length
  const isCounted = data.strikes >= least && data.strikes <= runs.length
  return [
    ...(data.attempt === expected ? [] : [`is attempt ${data.attempt} where ${expected} follows`]),
    ...(isCounted ? [] : [`tells of ${data.strikes} strikes where ${least} attempts count`]),
  ]
}

type Named = { attempt?: number | undefined; runId?: string | undefined }

function wrongRun(story: JobStory, { attempt, runId }: Named): string[] {
  const run = runWith(story, runId)
  if (!run) return [`is of run ${runId}, which nobody started`]
  return run.attempt === attempt ? [] : [`calls attempt ${run.attempt} attempt ${attempt}`]
}

/** An outcome names a run that was started, and of its artifacts none that this run has not rendered. */
function wrongEnd(story: JobStory, { data }: EventOf<'finished'>): string[] {
  if (data.outcome === 'canceled') return []
  if (data.outcome === 'failed') return data.runId === undefined ? [] : wrongRun(story, data)
  const rendered = runWith(story, data.runId)?.rendered
  const strangers = data.artifacts.filter(({ blob, sha256 }) => rendered?.get(blob) !== sha256)
  return [
    ...wrongRun(story, data),
    ...strangers.map(({ name }) => `names ${name}, which its run has not rendered`),
  ]
}

function isOfThePast({ runs, isOver }: JobStory, runId: string): boolean {
  const newest = runs.at(-1)
  return isOver || (newest !== undefined && (newest.runId !== runId || newest.hasEnded))
}

const runWith = ({ runs }: JobStory, runId: string | undefined) => runs.find((run) => run.runId === runId)

const runOf = ({ data: { attempt, runId } }: EventOf<'started'>): Run => ({
  attempt,
  runId,
  hasEnded: false,
  isExcused: false,
  rendered: new Map(),
})
