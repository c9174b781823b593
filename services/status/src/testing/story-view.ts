import type { EpisodeEvent } from '@soundmill/events'
import { type EpisodeView, jobOf } from '../views/episode-view.ts'
import { evolve } from '../views/evolve.ts'
import type { JobView } from '../views/job-view.ts'
import { recorded } from './story.ts'

/** What a story of one episode comes to. For tests. */
export function viewOf(events: EpisodeEvent[]): EpisodeView {
  const view = recorded(events).reduce<EpisodeView | undefined>(evolve, undefined)
  if (!view) throw new Error('a story needs a fact')
  return view
}

/** The job whose `submitted` is the newest. */
export const latestJob = (view: EpisodeView): JobView | undefined => jobOf(view, view.latest)
