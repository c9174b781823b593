import { Show, subjectsOf, Uuid } from '@soundmill/events'
import type { JetStreamManager } from 'nats'
import type { NatsOptions } from '../jetstream/connection.ts'
import { connectOnce } from '../jetstream/trouble.ts'

export type EraseOptions = NatsOptions & { namespace?: string }

/** An overtaken worker may still be speaking; who speaks on and on is not overtaken. */
const MAX_ROUNDS = 10

/** Events of the episode are still arriving: it is not at rest, and nothing is promised of it. */
export class EpisodeNotQuietError extends Error {
  override name = 'EpisodeNotQuietError'
}

/**
 * Takes every event of an episode's jobs out of the log for good, and leaves what is said of the episode as a
 * whole (`….all.*`). Resolves to how many were taken; to 0 when none were there. Not part of the EventLog: no
 * service may do this, and the NATS user that may is the operator's.
 *
 * Rejects with EpisodeNotQuietError, with a ZodError for what is no show or no episode, with
 * LogUnavailableError when the server cannot be reached or will not have us, and with the client's own error when it refuses.
 */
export async function eraseEpisode(
  options: EraseOptions,
  episode: { show: string; episode: string },
): Promise<number> {
  const { namespace = 'soundmill', ...nats } = options
  // A wildcard here would take everybody's events.
  const where = { show: Show.parse(episode.show), episode: Uuid.parse(episode.episode) }
  const subjects = subjectsOf(namespace)
  const nc = await connectOnce(nats)
  try {
    const jsm = await nc.jetstreamManager({ checkAPI: false })
    let taken = 0
    for (let round = 0; round < MAX_ROUNDS; round++) {
      const filters = await filtersOfJobs(jsm, subjects.stream, subjects.everythingOf(where))
      if (filters.length === 0) return taken
      for (const filter of filters) taken += (await jsm.streams.purge(subjects.stream, { filter })).purged
    }
    throw new EpisodeNotQuietError(`events of episode ${where.episode} are still arriving`)
  } finally {
    await nc.close()
  }
}

/** One pattern for each job of which anything is stored, whether or not anybody can read it. */
async function filtersOfJobs(jsm: JetStreamManager, stream: string, pattern: string): Promise<string[]> {
  const { state } = await jsm.streams.info(stream, { subjects_filter: pattern })
  const depth = pattern.split('.').length - 1
  const jobs = Object.keys(state.subjects ?? {}).map((subject) =>
    subject.split('.').slice(0, depth).join('.'),
  )
  return [...new Set(jobs)].filter((job) => !job.endsWith('.all')).map((job) => `${job}.>`)
}
