import { z } from 'zod'
import type { Accepted } from '../submit/announce.ts'

const Links = z.object({
  self: z.string().describe('The episode'),
  job: z.string(),
  events: z.string().describe('What happens to it, as it happens (SSE)'),
  cancel: z.string().describe('POST ends the job'),
})

const Ids = { episode: z.uuid(), job: z.uuid(), links: Links }

/** 201: the log has it. */
export const Announced = z.object({
  ...Ids,
  announced: z.literal(true),
  position: z.string().describe('Where it stands in the log; a query with `?position=` sees it'),
})

/** 202: bytes and commitment are durable, the log will have it as soon as it answers. */
export const Unannounced = z.object({ ...Ids, announced: z.literal(false) })

/** 202 of a further job. */
export const FurtherJob = z.object({
  ...Ids,
  announced: z.boolean().describe('Whether the log has it already; it will have it as soon as it answers'),
  position: z.string().optional().describe('Where it stands in the log, where that is known'),
})

export const episodePath = (episode: string) => `/v1/episodes/${episode}`

function linksOf({ episode, job }: { episode: string; job: string }): z.infer<typeof Links> {
  const self = episodePath(episode)
  return { self, job: `${self}/jobs/${job}`, events: `${self}/events`, cancel: `${self}/jobs/${job}/cancel` }
}

/** The body of a 201. */
export function announcedBody(accepted: Accepted & { announced: true }): z.infer<typeof Announced> {
  const { episode, job, position } = accepted
  return { episode, job, announced: true, position, links: linksOf(accepted) }
}

/** The body of a 202. */
export function unannouncedBody(accepted: Accepted): z.infer<typeof Unannounced> {
  const { episode, job } = accepted
  return { episode, job, announced: false, links: linksOf(accepted) }
}

/** The body of a 202 of a further job. */
export function furtherJobBody(accepted: Accepted): z.infer<typeof FurtherJob> {
  return accepted.announced ? announcedBody(accepted) : unannouncedBody(accepted)
}
