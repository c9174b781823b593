import { z } from 'zod'

/** Where things are, from the root of the one host that clients know. Names are safe as they are. */
export const pathOf = {
  episode: (episode: string) => `/v1/episodes/${episode}`,
  job: (episode: string, job: string) => `/v1/episodes/${episode}/jobs/${job}`,
  artifact: (episode: string, name: string) => `/v1/episodes/${episode}/artifacts/${name}`,
}

/** Where to go from an episode. */
export const EpisodeLinks = z.object({
  self: z.string(),
  timeline: z.string(),
  events: z.string(),
  jobs: z.string(),
  source: z.string(),
  artifacts: z.string().describe('RFC 6570 template: fill in the name of an artifact'),
})

/** Where to go from this episode. */
export function linksOf(episode: string): z.infer<typeof EpisodeLinks> {
  const self = pathOf.episode(episode)
  return {
    self,
    timeline: `${self}/timeline`,
    events: `${self}/events`,
    jobs: `${self}/jobs`,
    source: `${self}/source`,
    artifacts: `${self}/artifacts/{name}`,
  }
}
