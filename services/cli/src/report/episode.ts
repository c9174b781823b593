import type { Episode } from '../api/answers.ts'
import type { Job } from '../api/job-answers.ts'
import type { Context } from '../context.ts'
import { size } from '../terminal/numbers.ts'
import { table } from '../terminal/table.ts'
import { whyText } from './advice.ts'
import { attemptLines, logLines } from './attempts.ts'
import { nextLines } from './next.ts'
import { placeText } from './place.ts'
import { findingLines, indented, soundTable } from './sound.ts'
import { painted, stateOf } from './state.ts'
import { ago, clock } from './times.ts'

type Deps = Pick<Context, 'typed'> & Pick<Context['out'], 'paint'> & { now: number }

/** One screen that says where an episode is, why, and what can be done. `job`: the one that is looked at. */
export function episodeLines(episode: Episode, job: Job | undefined, deps: Deps): string[] {
  const { id, show, title, filename, createdAt, published, latest } = episode
  const isPublished = published !== undefined && published.job === job?.id
  const sections = [
    [
      deps.paint('strong', title ?? filename ?? id),
      ...indented(
        table([
          ['episode', id],
          ['show', show],
          ...(title !== undefined && filename !== undefined ? [['file', filename]] : []),
          ['created', clock(createdAt)],
          ['state', stateText(episode, job, deps)],
          ...queueRows(episode),
          ...whyRows(job ?? latest),
          ...(job ? jobRows(job) : []),
          ...(published && !isPublished ? [['published', `by the job ${published.job ?? 'before'}`]] : []),
        ]),
      ),
    ],
    job ? attemptLines(job.attempts, deps.paint) : [],
    logLines(job?.logTail ?? job?.attempts.at(-1)?.logTail),
    ...soundSections(published, job),
    nextLines(episode, deps.typed),
  ]
  return sections
    .filter((section) => section.length > 0)
    .flatMap((section, at) => (at === 0 ? section : ['', ...indented(section)]))
}

function stateText(episode: Episode, job: Job | undefined, { paint, now }: Deps): string {
  const word = job?.outcome ?? stateOf(episode)
  const since = job === undefined ? episode.updatedAt : sinceOf(job, episode)
  const again = job?.retryAt === undefined ? '' : `, next attempt at ${clock(job.retryAt)}`
  return `${painted(paint, word)} since ${clock(since)} (${ago(since, now)})${again}`
}

/** Since when a job is what it is; what happens meanwhile does not change that. */
function sinceOf({ state, attempts, submittedAt, finishedAt }: Job, { updatedAt }: Episode): string {
  const attempt = attempts.at(-1)
  const began: Record<string, string | undefined> = {
    waiting: submittedAt,
    running: attempt?.startedAt,
    retrying: attempt?.endedAt,
  }
  return finishedAt ?? began[state] ?? updatedAt
}

function queueRows({ latest }: Episode): string[][] {
  const text = latest?.queue && placeText(latest.queue)
  return text ? [['queue', text]] : []
}

function whyRows(ended: Pick<Job, 'outcome' | 'code' | 'reason'> | undefined): string[][] {
  if (ended?.code === undefined) return []
  return [['why', whyText(ended)]]
}

function jobRows({ id, lane, spec, retryOf }: Job): string[][] {
  const preset = spec?.preset === undefined ? [] : `preset ${spec.preset}`
  const asked = [id, lane === undefined ? [] : `lane ${lane}`, preset].flat().join(', ')
  return [['job', asked], ...(retryOf === undefined ? [] : [['retry of', retryOf]])]
}

function soundSections(published: Episode['published'], job: Job | undefined): string[][] {
  const sound = published ?? job
  // That nothing was found can be said when everything was looked at.
  const isMade = published !== undefined || job?.outcome === 'succeeded'
  if (!sound || sound.inspections.length + sound.artifacts.length === 0) return []
  const { artifacts } = sound
  const files = artifacts.map(({ name, bytes, sha256 }) => [name, size(bytes), `${sha256.slice(0, 12)}…`])
  return [
    soundTable(sound),
    isMade || sound.findings.length > 0 ? findingLines(sound.findings) : [],
    files.length > 0 ? table([['artifact', 'size', 'SHA-256'], ...files], [1]) : [],
  ]
}
