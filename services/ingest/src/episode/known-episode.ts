import type { Recorded } from '@soundmill/event-log'
import { Uuid } from '@soundmill/events'
import { deletedEpisode, unknownEpisode, unreadableJob } from '../jobs/problems.ts'
import { type AnnounceDeps, announceEntries } from '../reconcile/announce-entries.ts'
import { isUnreadable } from './is-unreadable.ts'
import { type LogReading, type SubmittedJob, validSubmits } from './valid-submits.ts'

/** An episode that is there, with its jobs in the order of the log; the last is the latest. */
export type KnownEpisode = { episode: string; show: string; jobs: SubmittedJob[]; latest: SubmittedJob }

/** That an episode was deleted; undefined while it was not. Rejects with LogUnavailableError. */
export function deletionOf({ events, subjects }: LogReading, episode: string): Promise<Recorded | undefined> {
  return events.last(subjects.pattern('deleted', { episode }))
}

/**
 * The episode as the log has it. What only the outbox knows of it yet, all of it or a further job, is said first.
 * Throws the problems `not_found`, `gone`, and `conflict` when a job of it cannot be read; rejects with
 * LogUnavailableError, and with StoreUnavailableError when the outbox cannot be asked.
 */
export async function knownEpisode(deps: AnnounceDeps, episode: string): Promise<KnownEpisode> {
  if (!Uuid.safeParse(episode).success) throw unknownEpisode(episode)
  const deletion = await deletionOf(deps, episode)
  if (deletion) throw deletedEpisode(episode, deletion.event.time)
  const jobs = await jobsAnnounced(deps, episode)
  const latest = jobs.at(-1)
  if (!latest) throw unknownEpisode(episode)
  return { episode, show: latest.event.show, jobs, latest }
}

async function jobsAnnounced(deps: AnnounceDeps, episode: string): Promise<SubmittedJob[]> {
  const jobs = await everyJob(deps, episode)
  const known = new Set(jobs.map(({ event }) => event.job))
  const announced = await announceEntries(deps, episode, { known })
  return announced.length > 0 ? everyJob(deps, episode) : jobs
}

async function everyJob(deps: LogReading, episode: string): Promise<SubmittedJob[]> {
  const jobs: SubmittedJob[] = []
  try {
    for await (const job of validSubmits(deps, episode)) jobs.push(job)
  } catch (err) {
    if (isUnreadable(err)) throw unreadableJob(`a job of episode ${episode}`, err)
    throw err
  }
  return jobs
}
