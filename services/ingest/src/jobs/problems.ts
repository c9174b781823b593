import { UnknownEventError } from '@soundmill/events'
import { HttpProblem } from '@soundmill/runtime'

/** 404 for an episode neither the log nor the outbox knows. */
export const unknownEpisode = (episode: string) =>
  new HttpProblem(404, 'not_found', `there is no episode ${episode.slice(0, 80)}`)

/** 404 for a job an episode does not have. */
export const unknownJob = (episode: string, job: string) =>
  new HttpProblem(404, 'not_found', `episode ${episode.slice(0, 80)} has no job ${job.slice(0, 80)}`)

/** 410. */
export const deletedEpisode = (episode: string, at: string) =>
  new HttpProblem(410, 'gone', `episode ${episode} was deleted at ${at}`)

/** 409 for a job of which something that is written down has to be read, and cannot be. */
export const unreadableJob = (what: string, cause: unknown) =>
  new HttpProblem(409, 'conflict', `${what} still cannot be read by this release: ${adviceOn(cause)}`, {
    cause,
  })

const adviceOn = (cause: unknown) =>
  cause instanceof UnknownEventError
    ? 'a newer release wrote it; ask again when that runs here'
    : 'it is broken or gone, and no newer release could read it either; send the recording again'
