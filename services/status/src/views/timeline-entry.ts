import type { Recorded } from '@soundmill/event-log'
import { type EpisodeEvent, isJobEvent } from '@soundmill/events'
import { type EpisodeView, jobOf } from './episode-view.ts'

/** A fact as it is, and how it stood to the view when it came. */
export type TimelineEntry = {
  sequence: number
  episode: string
  /** It came when what it tells of was already decided, and changed nothing. */
  late: boolean
  /** Whose attempt it is of, where the fact names a run. */
  attempt?: number
  worker?: string
  event: EpisodeEvent
}

/** `after` is the view with the fact already in it. */
export function timelineEntry(
  { event, sequence }: Recorded,
  after: EpisodeView,
  late: boolean,
): TimelineEntry {
  return { sequence, episode: event.episode, late, ...runOf(event, after), event }
}

function runOf(event: EpisodeEvent, view: EpisodeView): { attempt?: number; worker?: string } {
  if (!('runId' in event.data) || event.data.attempt === undefined) return {}
  const { attempt, runId } = event.data
  if ('worker' in event.data) return { attempt, worker: event.data.worker }
  const attempts = isJobEvent(event) ? jobOf(view, event.job)?.attempts : []
  const worker = attempts?.find((one) => one.runId === runId)?.worker
  return { attempt, ...(worker !== undefined && { worker }) }
}
