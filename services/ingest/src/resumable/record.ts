import { Sha256, Show, Uuid } from '@soundmill/events'
import { z } from 'zod'
import { RequestedSpec } from '../spec/requested-spec.ts'

const Length = z.int().nonnegative()

/** What a client asked for when it began an upload, and what its episode will be called. Never changed. */
export const UploadRecord = z.object({
  /** In bytes; absent when the client did not know it yet. */
  length: Length.optional(),
  /** `Upload-Metadata` as it came, for it is told again as it came. */
  metadata: z.string(),
  filename: z.string(),
  spec: RequestedSpec,
  show: Show,
  episode: Uuid,
  job: Uuid,
  /** The SHA-256 of the whole that the client promised. */
  promised: Sha256.optional(),
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
})

export type UploadRecord = z.infer<typeof UploadRecord>

/** Its episode was submitted. `position` where the log said so; the log may hear of it later. */
export const Done = z.object({
  episode: Uuid,
  job: Uuid,
  position: z.string().optional(),
  bytes: Length,
})

export type Done = z.infer<typeof Done>

/** Nothing will become of it: its client ended it, or it is no recording. */
export const Ended = z.object({
  code: z.string(),
  reason: z.string(),
  /** Said of an upload that was known to be done: it is only forgotten, its episode stays. */
  afterDone: z.boolean().optional(),
})

export type Ended = z.infer<typeof Ended>
