import type { EpisodeState, EpisodeView } from './episode-view.ts'
import { jobOf } from './episode-view.ts'
import { type EndedJob, endedJobOf, type OpenJob, openJobsOf } from './job-keys.ts'
import { isInline, type JobView, type Outcome } from './job-view.ts'
import { firstWordsOf, sortKeyOf } from './words.ts'

/** What an episode is found, sorted and counted by. Absent is what nobody told. */
export type EpisodeKeys = {
  show: string
  state: EpisodeState
  /** Of the newest fact that changed it: what `updatedAt` sorts by. */
  sequence: number
  /** Of its first fact: what `createdAt` sorts by. */
  firstSequence: number
  /** Always with milliseconds, in UTC: the order of these strings is that of time. */
  createdAt: string
  /** Of the latest job, if it is finished. */
  outcome?: Outcome['outcome']
  /** Why the latest job failed or was canceled. */
  code?: string
  /** Of the latest job, as is `preset`, which only a spec tells that travels in its event. */
  lane?: string
  preset?: string
  /** Codes, each once: of the published job, else of the latest. */
  findings: string[]
  /** SHA-256 of each source. */
  sources: string[]
  /** Of title and file names (`words.ts`), at most 64. A tombstone has none. */
  words: string[]
  /** Of the title, else of the first file name (`words.ts`). A tombstone has none. */
  sortTitle: string
  /** Jobs that have not ended, oldest first. One whose `submitted` cannot be read is in no lane we know of. */
  open: OpenJob[]
  /** Sequence of the oldest of them: what queues sort by. */
  openSince?: number
  /** The latest job, if it is finished and its `submitted` could be read. */
  ended?: EndedJob
}

/** The keys of a view. Pure: whoever stores a view stores the same ones. */
export function keysOf(view: EpisodeView): EpisodeKeys {
  const { show, state, sequence, firstSequence } = view
  const latest = jobOf(view, view.latest)
  const ended = endedJobOf(view, latest)
  return {
    show,
    state,
    sequence,
    firstSequence,
    createdAt: new Date(view.createdAt).toISOString(),
    ...outcomeKeys(latest),
    ...submissionKeys(latest),
    findings: findingsOf(jobOf(view, view.published) ?? latest),
    sources: [...new Set(view.sources.map(({ sha256 }) => sha256))],
    ...textKeys(view),
    ...openKeys(openJobsOf(view)),
    ...(ended && { ended }),
  }
}

function openKeys(open: OpenJob[]) {
  const [oldest] = open
  return { open, ...(oldest && { openSince: oldest.sequence }) }
}

function outcomeKeys(latest: JobView | undefined) {
  if (latest?.status.state !== 'finished') return {}
  const { status } = latest
  return { outcome: status.outcome, ...(status.outcome !== 'succeeded' && { code: status.code }) }
}

function submissionKeys(latest: JobView | undefined) {
  if (!latest?.submission) return {}
  const { lane, spec } = latest.submission
  return { lane, ...(spec && isInline(spec) && { preset: spec.preset }) }
}

function findingsOf(job: JobView | undefined): string[] {
  return [...new Set(job?.findings.map(({ code }) => code))]
}

/** Nobody finds out by searching what a deleted episode was called. */
function textKeys({ state, title, sources }: EpisodeView) {
  if (state === 'deleted') return { words: [], sortTitle: '' }
  const filenames = sources.map(({ filename }) => filename)
  return {
    words: firstWordsOf(title === undefined ? filenames : [title, ...filenames]),
    sortTitle: sortKeyOf(title ?? filenames[0] ?? ''),
  }
}
