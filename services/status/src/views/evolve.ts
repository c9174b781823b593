import type { Recorded } from '@soundmill/event-log'
import { isJobEvent, type JobEvent } from '@soundmill/events'
import { withinBounds } from './bounds.ts'
import type { EpisodeState, EpisodeView } from './episode-view.ts'
import { jobOf } from './episode-view.ts'
import { evolveJob } from './evolve-job.ts'
import { isInline, type JobView } from './job-view.ts'
import { isLate } from './late.ts'

/**
 * The view after one more fact. Pure, and total over every order of facts: the same facts always give the
 * same view, a fact seen before changes nothing, and neither does a late one (`late.ts`) or one of a run
 * that nobody saw start.
 */
export function evolve(view: EpisodeView | undefined, recorded: Recorded): EpisodeView {
  const { event, sequence } = recorded
  if (view && (sequence <= view.sequence || isLate(view, event))) return view
  const heard = { ...(view ?? unheardOf(recorded)), sequence, updatedAt: event.time }
  if (event.fact === 'erased') return erased(recorded, view)
  if (!isJobEvent(event)) return settled({ ...heard, deletedAt: event.time })
  return settled(withJob(withSubmission(heard, event), evolveJob(jobOf(heard, event.job), recorded, event)))
}

function unheardOf({ event, sequence }: Recorded): EpisodeView {
  return {
    id: event.episode,
    show: event.show,
    state: 'waiting',
    sequence,
    firstSequence: sequence,
    createdAt: event.time,
    updatedAt: event.time,
    sources: [],
    jobs: [],
  }
}

/** Nothing in it may come from a fact that is not in the log any more: whoever builds it anew has only this one. */
function erased(recorded: Recorded, view: EpisodeView | undefined): EpisodeView {
  const erasedAt = recorded.event.time
  return { ...unheardOf(recorded), state: 'deleted', deletedAt: view?.deletedAt ?? erasedAt, erasedAt }
}

/** What a `submitted` tells of the episode itself. The first told which recording it is. */
function withSubmission(view: EpisodeView, event: JobEvent): EpisodeView {
  if (event.fact !== 'submitted') return view
  const { spec, sources } = event.data
  const told = { ...view, sources: view.sources.length > 0 ? view.sources : sources }
  // A spec by reference may have a title without telling it, so one that is known stays.
  if (!isInline(spec)) return spec.title === undefined ? told : { ...told, title: spec.title }
  const { title: _, ...untitled } = told
  const { title } = spec.metadata
  return title === undefined ? untitled : { ...untitled, title }
}

function withJob(view: EpisodeView, job: JobView): EpisodeView {
  const others = view.jobs.filter(({ id }) => id !== job.id)
  return { ...view, jobs: [...others, job].sort((a, b) => a.sequence - b.sequence) }
}

/** Everything that follows from the jobs. */
function settled(view: EpisodeView): EpisodeView {
  const latest = view.jobs.at(-1)
  const published = view.jobs.findLast(succeeded)
  return withinBounds({
    ...view,
    state: stateOf(view, latest),
    ...(latest && { latest: latest.id }),
    ...(published && { published: published.id }),
  })
}

function stateOf(view: EpisodeView, latest: JobView | undefined): EpisodeState {
  return view.deletedAt === undefined ? (latest?.status.state ?? 'waiting') : 'deleted'
}

const succeeded = ({ status }: JobView): boolean =>
  status.state === 'finished' && status.outcome === 'succeeded'
