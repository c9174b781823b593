import { z } from 'zod'
import { printable } from '../terminal/printable.ts'

/*
 * What the command line reads of the API's answers: it is a client like any other, so it knows HTTP and
 * nothing of the services' insides. It asks for no more than it shows, so that a newer server does not
 * break it. Text of strangers is made fit for a terminal here, once.
 */

/** Words somebody else wrote. */
export const Text = z.string().transform(printable)

/** Of several lines, which stay apart. */
export const Lines = z.string().transform((text) => text.split(/\r?\n/).map(printable))

/** `null` is minus infinity: digital silence. */
const Level = z.number().nullable()

/** Integrated loudness, its range, and the true peak. */
export const Loudness = z.object({ integratedLufs: Level, loudnessRangeLu: Level, truePeakDbtp: Level })

const Measurements = z.object({ durationSeconds: z.number(), loudness: Loudness })

/** A file a job made. */
export const Artifact = z.object({
  name: Text,
  bytes: z.number(),
  sha256: Text,
  measurements: Measurements.optional(),
})

/** What a source was when it came. */
export const Inspection = z.object({
  container: Text,
  codec: Text,
  decodedDurationSeconds: z.number(),
  loudness: Loudness,
})

/** Something noticed that is not an error. */
export const Finding = z.object({ code: Text, detail: Text, artifact: Text.optional() })

/** Where a job that waits stands. Everything in it is an estimate, and may be missing. */
export const QueuePlace = z.object({
  state: Text.optional(),
  lane: Text.optional(),
  position: z.number().optional(),
  ahead: z.number().optional(),
  reason: Text.optional(),
  step: Text.optional(),
  percent: z.number().optional(),
  estimatedStartSeconds: z.number().optional(),
  estimatedFinishSeconds: z.number().optional(),
})

/** What clients get. */
export const Published = z.object({
  job: Text.optional(),
  inspections: z.array(Inspection),
  findings: z.array(Finding),
  artifacts: z.array(Artifact),
})

/** The newest job of an episode. */
export const Latest = z.object({
  job: Text.optional(),
  state: Text.optional(),
  attempt: z.number().optional(),
  retryAt: Text.optional(),
  outcome: Text.optional(),
  code: Text.optional(),
  reason: Text.optional(),
  queue: QueuePlace.optional().catch(undefined),
})

/** An episode, as single answer and in lists. */
export const Episode = z.object({
  id: Text,
  show: Text,
  state: Text,
  filename: Text.optional(),
  title: Text.optional(),
  createdAt: Text,
  updatedAt: Text,
  published: Published.optional(),
  latest: Latest.optional(),
})

/** A page of episodes. */
export const EpisodesPage = z.object({ episodes: z.array(Episode), next: z.string().optional() })

/** Levels of a sound. */
export type Loudness = z.infer<typeof Loudness>
/** See the schema of this name. */
export type Artifact = z.infer<typeof Artifact>
/** See the schema of this name. */
export type Inspection = z.infer<typeof Inspection>
/** See the schema of this name. */
export type Finding = z.infer<typeof Finding>
/** See the schema of this name. */
export type Published = z.infer<typeof Published>
/** See the schema of this name. */
export type QueuePlace = z.infer<typeof QueuePlace>
/** See the schema of this name. */
export type Episode = z.infer<typeof Episode>
