import { z } from 'zod'
import { Artifact, Finding, Inspection, Lines, Text } from './answers.ts'

const Attempt = z.object({
  attempt: z.number(),
  worker: Text,
  strikes: z.number().optional(),
  state: Text,
  startedAt: Text,
  endedAt: Text.optional(),
  code: Text.optional(),
  reason: Text.optional(),
  logTail: Lines.optional(),
})

const Spec = z.object({
  preset: Text.optional(),
  renditions: z.array(z.object({ format: Text })).optional(),
})

/** A job, with its attempts. What it was asked for is absent where that is too much to be shown. */
export const Job = z.object({
  id: Text,
  episode: Text,
  state: Text,
  submittedAt: Text.optional(),
  lane: Text.optional(),
  retryOf: Text.optional(),
  basedOn: Text.optional(),
  spec: Spec.optional().catch(undefined),
  attempts: z.array(Attempt),
  inspections: z.array(Inspection),
  findings: z.array(Finding),
  artifacts: z.array(Artifact),
  retryAt: Text.optional(),
  finishedAt: Text.optional(),
  outcome: Text.optional(),
  code: Text.optional(),
  reason: Text.optional(),
  logTail: Lines.optional(),
})

/** How far the work is: not a fact, and never told again. */
export const Progress = z.object({
  step: Text,
  percent: z.number(),
  etaSeconds: z.number().optional(),
  realtimeFactor: z.number().optional(),
})

/** A page of everything that ever happened to an episode. */
export const TimelinePage = z.object({
  timeline: z.array(
    z.object({
      time: Text,
      fact: Text,
      attempt: z.number().optional(),
      worker: Text.optional(),
      source: Text.optional(),
      late: z.boolean().default(false),
      data: z.unknown(),
    }),
  ),
  next: z.string().optional(),
})

/** See the schema of this name. */
export type Job = z.infer<typeof Job>
/** See the schema of this name. */
export type Attempt = z.infer<typeof Attempt>
/** One fact of a timeline. */
export type TimelineFact = z.infer<typeof TimelinePage>['timeline'][number]
