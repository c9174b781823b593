import { z } from 'zod'
import { Lines, Text } from './answers.ts'
import { Job } from './job-answers.ts'

/** What waits and what runs. */
export const Queue = z.object({
  lanes: z.array(
    z.object({
      lane: Text,
      state: Text.optional(),
      waiting: z.number(),
      running: z.number(),
      retrying: z.number(),
      oldest: z.object({ episode: Text, seconds: z.number() }).optional(),
      estimatedWaitSeconds: z.number().optional(),
      reason: Text.optional(),
    }),
  ),
  hands: z.object({ busy: z.number(), idle: z.number().optional() }),
  inFlight: z.array(
    z.object({
      episode: Text,
      show: Text,
      lane: Text,
      startedAt: Text.optional(),
      step: Text.optional(),
      percent: z.number().optional(),
      etaSeconds: z.number().optional(),
    }),
  ),
  basis: Text.optional(),
  measuredJobs: z.number().optional(),
})

const Spread = z.object({ median: z.number(), p90: z.number() })

const Throughput = z.object({
  seconds: z.number(),
  jobs: z.number(),
  succeeded: z.number(),
  audioHours: z.number(),
  bytes: z.number(),
})

const Counts = z.record(z.string(), z.number())

/** What became of everything, and how fast. */
export const Stats = z.object({
  episodes: Counts,
  outcomes: Counts,
  failures: Counts,
  throughput: z.object({ lastHour: Throughput, lastDay: Throughput }),
  realtimeFactor: z.object({
    measuring: Spread.optional(),
    making: Spread.optional(),
    overall: Spread.optional(),
  }),
  queueWaitSeconds: Spread.optional(),
  attempts: Counts,
})

/** A job that gave up, or that nobody could read. */
export const DeadLetter = z.object({
  job: Text,
  episode: Text,
  show: Text,
  filename: Text.optional(),
  title: Text.optional(),
  lane: Text.optional(),
  code: Text,
  reason: Text,
  logTail: Lines.optional(),
  since: Text,
  attempts: Job.shape.attempts,
})

/** A page of them. */
export const DeadLettersPage = z.object({ deadLetters: z.array(DeadLetter), next: z.string().optional() })

/** See the schema of this name. */
export type Queue = z.infer<typeof Queue>
/** See the schema of this name. */
export type Stats = z.infer<typeof Stats>
/** A middle, and what nine in ten do not exceed. */
export type Spread = z.infer<typeof Spread>
/** What ended in a span of time. */
export type Throughput = z.infer<typeof Throughput>
/** See the schema of this name. */
export type DeadLetter = z.infer<typeof DeadLetter>
