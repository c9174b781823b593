import { Finding, Inspection, ResolvedSpec } from '@soundmill/events'
import { z } from 'zod'
import type { EpisodeView } from '../views/episode-view.ts'
import { isInline, type JobView } from '../views/job-view.ts'
import { ArtifactJson, artifactsJson } from './artifact-json.ts'
import { pathOf } from './links.ts'

const AttemptJson = z.object({
  attempt: z.int(),
  runId: z.string(),
  worker: z.string(),
  strikes: z.int().describe('How many attempts before it counted against the job'),
  state: z.enum(['running', 'succeeded', 'failed', 'abandoned']),
  startedAt: z.string(),
  endedAt: z.string().optional(),
  code: z.string().optional(),
  reason: z.string().optional(),
  logTail: z.string().optional().describe('The last a tool printed'),
})

/** A job as clients see it. What was asked for is missing when its `submitted` cannot be read by this release. */
export const JobJson = z.object({
  id: z.string(),
  episode: z.string(),
  state: z.enum(['waiting', 'running', 'retrying', 'finished']),
  published: z.boolean().describe('Whether its artifacts are what clients get'),
  submittedAt: z.string().optional(),
  lane: z.string().optional(),
  principal: z.string().optional(),
  retryOf: z.string().optional().describe('The job it tries again'),
  basedOn: z.string().optional().describe('The job whose recordings it takes, with other wishes'),
  spec: ResolvedSpec.optional(),
  specSha256: z
    .string()
    .optional()
    .describe('Of a spec that is too large for an event: lists have this alone'),
  attempts: z.array(AttemptJson).describe('The newest ten, oldest first'),
  inspections: z.array(Inspection),
  findings: z.array(Finding),
  artifacts: z.array(ArtifactJson),
  retryAt: z.string().optional(),
  finishedAt: z.string().optional(),
  outcome: z.enum(['succeeded', 'failed', 'canceled']).optional(),
  code: z.string().optional(),
  reason: z.string().optional(),
  logTail: z.string().optional(),
  links: z.object({ self: z.string(), episode: z.string() }),
})

/** See the schema of this name. */
export type JobJson = z.infer<typeof JobJson>

/** Says a job of this episode to clients. */
export function jobJson(view: EpisodeView, job: JobView): JobJson {
  const isPublished = view.published === job.id
  return {
    id: job.id,
    episode: view.id,
    state: job.status.state,
    published: isPublished,
    ...submissionJson(job.submission),
    attempts: job.attempts,
    inspections: job.inspections,
    findings: job.findings,
    artifacts: artifactsJson(view.id, job, isPublished),
    ...statusJson(job.status),
    links: { self: pathOf.job(view.id, job.id), episode: pathOf.episode(view.id) },
  }
}

function submissionJson(submission: JobView['submission']): Partial<JobJson> {
  if (!submission) return {}
  const { at, spec, ...rest } = submission
  const asked = { submittedAt: at, ...rest }
  if (!spec) return asked
  return isInline(spec) ? { ...asked, spec } : { ...asked, specSha256: spec.sha256 }
}

function statusJson(status: JobView['status']): Partial<JobJson> {
  if (status.state !== 'finished') return status.state === 'retrying' ? { retryAt: status.retryAt } : {}
  const { outcome, at: finishedAt } = status
  if (outcome === 'succeeded') return { outcome, finishedAt }
  const logTail = outcome === 'failed' ? status.logTail : undefined
  return {
    outcome,
    finishedAt,
    code: status.code,
    reason: status.reason,
    ...(logTail !== undefined && { logTail }),
  }
}
