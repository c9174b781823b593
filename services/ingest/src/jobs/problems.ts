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

/** 409 for a job that cannot be repeated, for what is written down of it cannot be read. */
export const unreadableJob = (what: string, cause: unknown) =>
  new HttpProblem(409, 'conflict', `${what} cannot be read by this release, so it cannot be repeated`, {
    cause,
  })
