import { z } from 'zod'

/*
 * What the demo reads of the API's answers: it is a client like any other, so it knows HTTP and nothing of
 * the services' insides.
 */

/** `null` is minus infinity: digital silence. */
const Level = z.number().nullable()

export const Loudness = z.object({ integratedLufs: Level, loudnessRangeLu: Level, truePeakDbtp: Level })

const Measurements = z.object({ durationSeconds: z.number(), loudness: Loudness })

export const Artifact = z.object({
  // A file of this name is written: it must be one, and not a path.
  name: z.string().regex(/^[a-z0-9][a-z0-9.-]{0,79}$/),
  bytes: z.number(),
  sha256: z.string(),
  measurements: Measurements.optional(),
})

export const Inspection = z.object({
  container: z.string(),
  codec: z.string(),
  decodedDurationSeconds: z.number(),
  loudness: Loudness,
})

export const Finding = z.object({ code: z.string(), detail: z.string(), artifact: z.string().optional() })

export const Published = z.object({
  inspections: z.array(Inspection),
  findings: z.array(Finding),
  artifacts: z.array(Artifact),
})

export const Episode = z.object({
  state: z.string(),
  published: Published.optional(),
  latest: z
    .object({
      outcome: z.string().optional(),
      code: z.string().optional(),
      reason: z.string().optional(),
    })
    .optional(),
})

/** Of a job: what it was asked for. Absent where that is too much to be shown. */
export const Job = z.object({
  spec: z.object({ renditions: z.array(z.object({ format: z.string() })) }).optional(),
})

export const Accepted = z.object({ episode: z.uuid(), job: z.uuid(), position: z.string().optional() })

export const Problem = z.object({ status: z.number(), code: z.string(), detail: z.string() })

export const Progress = z.object({
  step: z.string(),
  percent: z.number(),
  etaSeconds: z.number().optional(),
  realtimeFactor: z.number().optional(),
})

export type Loudness = z.infer<typeof Loudness>
export type Artifact = z.infer<typeof Artifact>
export type Published = z.infer<typeof Published>
export type Episode = z.infer<typeof Episode>
export type Job = z.infer<typeof Job>
export type Accepted = z.infer<typeof Accepted>
