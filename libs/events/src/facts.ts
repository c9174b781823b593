import { z } from 'zod'
import { Artifact, Finding, Inspection, Source } from './measurements.ts'
import { ResolvedSpec, SpecBlob } from './spec.ts'
import { Code, LogTail, Principal, Sha256, Time, Uuid } from './values.ts'

/*
 * The life of an episode, told in facts.
 *
 *   submitted ─► started ─► inspected ─► rendered… ─► finished{succeeded | failed | canceled}
 *                   ▲ └──── attempt-failed ◄──┘          deleted, and later erased, end the episode
 *
 * - episode: a recording somebody gave us, known by its id for ever; its original bytes never change
 * - job: one run of an episode through one fixed spec; retry and reprocess are new jobs
 * - attempt: one try at a job by one worker, 1, 2, 3…; its run id is random and names everything it writes
 * - strike: an attempt that counts against the job
 * - artifact: a file a job made; a rendition is an artifact one listens to
 * - outcome: how a job ended; exactly one, said exactly once
 */

const Run = { attempt: z.int().positive(), runId: Uuid }
const Reason = { code: Code, reason: z.string().max(1000) }

/** The sources and the outbox entry are durable. Said by ingest. */
export const Submitted = z.object({
  lane: Code,
  sources: z.array(Source).min(1),
  spec: z.union([ResolvedSpec, SpecBlob]),
  /** A picture the client brought, instead of the one in the recording. */
  cover: Source.optional(),
  /** Of what the client asked: two submits with one key and one fingerprint are the same submit. */
  fingerprint: Sha256,
  principal: Principal,
  /** The job that is tried again: same recordings, same wishes. Then this submit brought no bytes. */
  retryOf: Uuid.optional(),
  /** The job whose recordings and cover this one takes, with other wishes. Then, too, it brought no bytes. */
  basedOn: Uuid.optional(),
})

/** A worker took the job up. Said by processor, fenced: no two workers are the same attempt. */
export const Started = z.object({ ...Run, strikes: z.int().nonnegative(), worker: z.string().max(128) })

/** The sources were decoded and measured; one inspection a source, in their order. Said by processor. */
export const Inspected = z.object({
  ...Run,
  inspections: z.array(Inspection).min(1),
  findings: z.array(Finding),
})

/** One artifact is stored and verified. Said by processor. */
export const Rendered = z.object({ ...Run, ...Artifact.shape })

/** This attempt ended and another follows, not before `retryAt`. Said by processor. */
export const AttemptFailed = z.object({
  ...Run,
  ...Reason,
  logTail: LogTail.optional(),
  /** Whether it counts against the job: not when the worker was stopping or a dependency was down. */
  counts: z.boolean(),
  retryAt: Time,
})

/** Nothing follows. Said once: by processor; by ingest when canceled or deleted. */
export const Finished = z.discriminatedUnion('outcome', [
  z.object({
    outcome: z.literal('succeeded'),
    ...Run,
    /** Everything the job made: the manifest. */
    artifacts: z.array(Artifact),
    findings: z.array(Finding),
  }),
  z.object({
    outcome: z.literal('failed'),
    ...Reason,
    attempt: Run.attempt.optional(),
    runId: Uuid.optional(),
    logTail: LogTail.optional(),
  }),
  z.object({ outcome: z.literal('canceled'), ...Reason, principal: Principal.optional() }),
])

/** The episode must go, bytes and all. Said by ingest. */
export const Deleted = z.object({ principal: Principal })

/**
 * Nothing is left of a deleted episode: its bytes are gone, its facts are taken out of the log but for `deleted`
 * and this one. Whoever keeps anything of it forgets it, too. Said by an operator.
 */
export const Erased = z.object({ principal: Principal })
