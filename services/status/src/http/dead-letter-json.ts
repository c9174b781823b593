import { z } from 'zod'
import type { DeadLetter } from '../queue/dead.ts'
import type { EpisodeView } from '../views/episode-view.ts'
import { JobJson } from './job-json.ts'
import { pathOf } from './links.ts'

/** A dead letter as clients see it: a job that gave up, or that nobody could read. */
export const DeadLetterJson = z.object({
  job: z.string(),
  episode: z.string(),
  show: z.string(),
  filename: z
    .string()
    .optional()
    .describe('Absent, as is the title, where nobody could read what was submitted'),
  title: z.string().optional(),
  lane: z.string().optional(),
  code: z.string().describe('`gave_up`: every worker that took it up was lost; or `unreadable_event`'),
  reason: z.string(),
  logTail: z.string().optional().describe('The last a tool printed, in the newest attempt that has any'),
  since: z.string().describe('When it ended'),
  attempts: JobJson.shape.attempts,
  links: z.object({
    self: z.string(),
    requeue: z.string().describe('POST sends it through again, as a new job'),
    episode: z.string(),
    job: z.string(),
    timeline: z.string(),
  }),
})

/** See the schema of this name. */
export type DeadLetterJson = z.infer<typeof DeadLetterJson>

/** Says the dead letter of this episode to clients. */
export function deadLetterJson(view: EpisodeView, { job, failure }: DeadLetter): DeadLetterJson {
  const { code, reason, at: since } = failure
  const filename = view.sources[0]?.filename
  const logTail = failure.logTail ?? job.attempts.findLast(hasTail)?.logTail
  const self = `/v1/dead-letters/${job.id}`
  const episode = pathOf.episode(view.id)
  return {
    ...{ job: job.id, episode: view.id, show: view.show },
    ...(filename !== undefined && { filename }),
    ...(view.title !== undefined && { title: view.title }),
    ...(job.submission && { lane: job.submission.lane }),
    ...{ code, reason, since },
    ...(logTail !== undefined && { logTail }),
    attempts: job.attempts,
    links: {
      ...{ self, requeue: `${self}/requeue`, episode },
      ...{ job: pathOf.job(view.id, job.id), timeline: `${episode}/timeline` },
    },
  }
}

type Attempt = DeadLetter['job']['attempts'][number]

const hasTail = (attempt: Attempt): attempt is Attempt & { logTail: string } =>
  attempt.state === 'failed' && attempt.logTail !== undefined
