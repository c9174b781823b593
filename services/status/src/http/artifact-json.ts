import { Artifact } from '@soundmill/events'
import { z } from 'zod'
import type { JobView } from '../views/job-view.ts'
import { pathOf } from './links.ts'

/** An artifact as clients see it: where it is kept is nobody's business. */
export const ArtifactJson = Artifact.omit({ blob: true }).extend({
  url: z.string().optional().describe('Where its bytes are; only the published job has them'),
})

/** See the schema of this name. */
export type ArtifactJson = z.infer<typeof ArtifactJson>

/** Says what a job made to clients, with addresses if it is the published one. */
export function artifactsJson(episode: string, job: JobView, isPublished: boolean): ArtifactJson[] {
  return job.artifacts.map(({ blob: _, ...artifact }) =>
    isPublished ? { ...artifact, url: pathOf.artifact(episode, artifact.name) } : artifact,
  )
}
