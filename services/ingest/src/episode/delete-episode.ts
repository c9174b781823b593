import type { Position, Recorded } from '@soundmill/event-log'
import { type EventOf, eventHeader, type Finished, Uuid } from '@soundmill/events'
import { traceIdOf } from '@soundmill/runtime'
import { unknownEpisode, unreadableJob } from '../jobs/problems.ts'
import { announceEntries } from '../reconcile/announce-entries.ts'
import { ANONYMOUS } from '../submit/submission.ts'
import { type DropDeps, dropBytes } from './drop-bytes.ts'
import { isUnreadable } from './is-unreadable.ts'
import { deletionOf } from './known-episode.ts'
import { validSubmits } from './valid-submits.ts'

/** The episode to be deleted, and the trace of the request that asks for it. */
export type Deleting = { episode: string; traceparent: string }

/**
 * Ends what is open of an episode, says that it is deleted, and takes its bytes away. Again is the same, with the
 * position of the first time. Throws `not_found` for an episode that neither the log nor the outbox knows; rejects
 * with LogUnavailableError, and then some of its jobs may have been canceled.
 */
export async function deleteEpisode(given: DropDeps, deleting: Deleting): Promise<Position> {
  const { episode, traceparent } = deleting
  if (!Uuid.safeParse(episode).success) throw unknownEpisode(episode)
  const deps = { ...given, log: given.log.child({ traceId: traceIdOf(traceparent), episode }) }
  await announceLate(deps, episode)
  const show = await cancelOpen(deps, deleting)
  const stands = (await deletionOf(deps, episode)) ?? (await sayDeleted(deps, deleting, show))
  await dropBytes(deps, episode)
  return firstDeletion(deps, stands)
}

/** Of several that deleted at once each may have said it: everybody is told of the first, then and ever after. */
async function firstDeletion({ events, subjects }: DropDeps, stands: Recorded): Promise<Position> {
  const { show, episode } = stands.event
  const first = await events.first(subjects.pattern('deleted', { show, episode }))
  return (first ?? stands).position
}

/**
 * What only the outbox knows is said first, so that it is canceled with the rest. A store that does not answer keeps
 * nobody from deleting what the log knows: the reconciler says it later, and its worker ends it.
 */
async function announceLate(deps: DropDeps, episode: string): Promise<void> {
  try {
    await announceEntries(deps, episode)
  } catch (err) {
    if (!(await isInLog(deps, episode))) throw err
    deps.log.warn({ err }, 'deleting an episode without having looked into the outbox')
  }
}

const isInLog = ({ events, subjects }: DropDeps, episode: string): Promise<boolean> =>
  events.last(subjects.everythingOf({ episode })).then(
    (found) => found !== undefined,
    (err: unknown) => {
      if (isUnreadable(err)) return true
      throw err
    },
  )

/** Resolves to the show, undefined when the log knows no job of it. */
async function cancelOpen(deps: DropDeps, deleting: Deleting): Promise<string | undefined> {
  const { episode } = deleting
  let show: string | undefined
  try {
    for await (const { event } of validSubmits(deps, episode)) {
      show = event.show
      await sayCanceled(deps, deleting, event)
    }
  } catch (err) {
    if (!isUnreadable(err)) throw err
    deps.log.warn({ err }, 'a job of a deleted episode cannot be read; its worker ends it')
    show ??= await showByOutcome(deps, episode, err)
  }
  return show
}

async function sayCanceled(
  { events }: DropDeps,
  { episode, traceparent }: Deleting,
  { show, job }: { show: string; job: string },
): Promise<void> {
  const canceled: Finished = {
    fact: 'finished',
    ...eventHeader({ source: 'ingest', show, episode, traceparent }),
    job,
    data: {
      outcome: 'canceled',
      code: 'episode_deleted',
      reason: 'the episode was deleted',
      principal: ANONYMOUS,
    },
  }
  await events.sayOnce(canceled).catch((err: unknown) => {
    // An outcome from the future is one, too.
    if (!isUnreadable(err)) throw err
  })
}

/** A `submitted` nobody can read gets an outcome that everybody can. */
async function showByOutcome({ events, subjects }: DropDeps, episode: string, cause: unknown) {
  const found = await events.last(subjects.pattern('finished', { episode }))
  if (!found) throw unreadableJob(`the job of episode ${episode}`, cause)
  return found.event.show
}

async function sayDeleted(
  { events }: DropDeps,
  { episode, traceparent }: Deleting,
  show: string | undefined,
): Promise<Recorded> {
  if (show === undefined) throw unknownEpisode(episode)
  const deleted: EventOf<'deleted'> = {
    fact: 'deleted',
    ...eventHeader({ source: 'ingest', show, episode, traceparent }),
    data: { principal: ANONYMOUS },
  }
  return events.append(deleted)
}
