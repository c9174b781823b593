import { Finding, Inspection, Source } from '@soundmill/events'
import { z } from 'zod'
import { EPISODE_STATES, type EpisodeView, jobOf } from '../views/episode-view.ts'
import type { JobView } from '../views/job-view.ts'
import { ArtifactJson, artifactsJson } from './artifact-json.ts'
import { EpisodeLinks, linksOf } from './links.ts'

const LatestJson = z.object({
  job: z.string(),
  state: z.enum(['waiting', 'running', 'retrying', 'finished']),
  attempt: z.int().describe('Of the newest attempt; 0 before the first'),
  retryAt: z.string().optional(),
  outcome: z.enum(['succeeded', 'failed', 'canceled']).optional(),
  code: z.string().optional(),
  reason: z.string().optional(),
})

const PublishedJson = z.object({
  job: z.string(),
  outcome: z.literal('succeeded'),
  inspections: z.array(Inspection).describe('What the sources were: before'),
  artifacts: z.array(ArtifactJson).describe('What was made of them, measured again: after'),
  findings: z.array(Finding),
})

/** An episode as clients see it. Of a deleted one only what every tombstone has. */
export const EpisodeJson = z.object({
  id: z.string(),
  show: z.string(),
  state: z.enum(EPISODE_STATES).describe('Of the latest job'),
  filename: z.string().optional().describe('Of the first source, as its client called it'),
  title: z.string().optional(),
  createdAt: z.string(),
  updatedAt: z.string(),
  deletedAt: z.string().optional(),
  position: z.string().describe('Of the newest fact in this view; opaque'),
  sources: z.array(Source.omit({ blob: true })),
  published: PublishedJson.optional().describe('The newest job that succeeded: what clients get'),
  latest: LatestJson.optional().describe('The newest job'),
  links: EpisodeLinks,
})

/** See the schema of this name. */
export type EpisodeJson = z.infer<typeof EpisodeJson>

/** Says an episode to clients. The position is that of the view. */
export function episodeJson(view: EpisodeView, position: string): EpisodeJson {
  const { id, show, state, createdAt, updatedAt, deletedAt } = view
  const links = linksOf(id)
  if (deletedAt !== undefined) {
    return { id, show, state, createdAt, updatedAt, deletedAt, position, sources: [], links }
  }
  const latest = jobOf(view, view.latest)
  const published = jobOf(view, view.published)
  const filename = view.sources[0]?.filename
  return {
    id,
    show,
    state,
    ...(filename !== undefined && { filename }),
    ...(view.title !== undefined && { title: view.title }),
    createdAt,
    updatedAt,
    position,
    sources: view.sources.map(({ blob: _, ...source }) => source),
    ...(published && { published: publishedJson(id, published) }),
    ...(latest && { latest: latestJson(latest) }),
    links,
  }
}

function latestJson({ id, status, attempts }: JobView): z.infer<typeof LatestJson> {
  const latest = { job: id, state: status.state, attempt: attempts.at(-1)?.attempt ?? 0 }
  switch (status.state) {
    case 'waiting':
    case 'running':
      return latest
    case 'retrying':
      return { ...latest, retryAt: status.retryAt }
    case 'finished': {
      if (status.outcome === 'succeeded') return { ...latest, outcome: status.outcome }
      return { ...latest, outcome: status.outcome, code: status.code, reason: status.reason }
    }
  }
}

function publishedJson(episode: string, job: JobView): z.infer<typeof PublishedJson> {
  return {
    job: job.id,
    outcome: 'succeeded',
    inspections: job.inspections,
    artifacts: artifactsJson(episode, job, true),
    findings: job.findings,
  }
}
