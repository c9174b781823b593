import { Finding, Inspection, Source } from '@soundmill/events'
import { z } from 'zod'
import { EPISODE_STATES, type EpisodeView, jobOf } from '../views/episode-view.ts'
import type { JobView } from '../views/job-view.ts'
import { ArtifactJson, artifactsJson } from './artifact-json.ts'
import { DeliveryJson, deliveryOf } from './delivery.ts'
import { LatestJson, latestJson } from './latest-json.ts'
import { EpisodeLinks, linksOf } from './links.ts'
import { presetOf } from './submission-json.ts'

const PublishedJson = z.object({
  job: z.string(),
  outcome: z.literal('succeeded'),
  preset: z.string().optional(),
  delivery: z.array(DeliveryJson).describe('Before and after, a line for each file to listen to'),
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
  erasedAt: z.string().optional().describe('Nothing of it is left anywhere, in the event log either'),
  position: z.string().describe('Of the newest fact in this view; opaque'),
  sources: z.array(Source.omit({ blob: true })),
  counts: z
    .object({ jobs: z.int(), findings: z.int(), artifacts: z.int() })
    .optional()
    .describe('Of all jobs; findings and artifacts of the published job, else of the latest'),
  published: PublishedJson.optional().describe('The newest job that succeeded: what clients get'),
  latest: LatestJson.optional().describe('The newest job'),
  links: EpisodeLinks,
})

/** See the schema of this name. */
export type EpisodeJson = z.infer<typeof EpisodeJson>

/** Says an episode to clients. The position is that of the view. */
export function episodeJson(view: EpisodeView, position: string): EpisodeJson {
  const { id, show, state, createdAt, updatedAt, deletedAt, erasedAt } = view
  const links = linksOf(id)
  if (deletedAt !== undefined) {
    const end = { deletedAt, ...(erasedAt !== undefined && { erasedAt }) }
    return { id, show, state, createdAt, updatedAt, ...end, position, sources: [], links }
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
    counts: countsOf(view, published ?? latest),
    ...(published && { published: publishedJson(id, published) }),
    ...(latest && { latest: latestJson(latest) }),
    links,
  }
}

function countsOf({ jobs }: EpisodeView, job: JobView | undefined) {
  return { jobs: jobs.length, findings: job?.findings.length ?? 0, artifacts: job?.artifacts.length ?? 0 }
}

function publishedJson(episode: string, job: JobView): z.infer<typeof PublishedJson> {
  return {
    job: job.id,
    outcome: 'succeeded',
    ...(job.submission && presetOf(job.submission)),
    delivery: deliveryOf(job),
    inspections: job.inspections,
    artifacts: artifactsJson(episode, job, true),
    findings: job.findings,
  }
}
