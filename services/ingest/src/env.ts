import { z } from 'zod'
import type { Paces } from './upload/receiving.ts'

const milliseconds = (least: number) => z.coerce.number().int().min(least).max(86_400_000)

const count = z.coerce.number().int().min(1)

/** The environment this service reads. Spread it into a main's Config. */
export const IngestEnv = {
  MAX_UPLOAD_BYTES: z.coerce
    .number()
    .int()
    .min(1)
    .max(Number.MAX_SAFE_INTEGER - 1)
    .default(8 * 1024 ** 3)
    .describe('the largest recording that is taken, in bytes'),
  // As much as the audio engine takes; a cover of 3000 × 3000 pixels, the most any directory takes, is less.
  MAX_COVER_BYTES: count
    .max(10 * 1024 ** 2)
    .default(10 * 1024 ** 2)
    .describe('the largest picture that is taken as a cover, in bytes'),
  UPLOAD_STALL_MS: milliseconds(100)
    .default(30_000)
    .describe('how long an upload may be slower than UPLOAD_MIN_BYTES_PER_SECOND, in milliseconds'),
  UPLOAD_MIN_BYTES_PER_SECOND: count.default(1024).describe('an upload slower than this is given up'),
  // A part of 8 MiB, which has to be gathered in memory, then holds it for two minutes at most. A cover is gathered,
  // too, for nobody knows how long it is.
  UPLOAD_MIN_BYTES_PER_SECOND_UNDECLARED: count
    .default(64 * 1024)
    .describe(
      'the same for what is gathered in memory: a body without Content-Length, a form until its recording begins',
    ),
  // No more: together with the twelve hours of `submit/commit.ts` it is the day after which a sweeper takes what
  // nothing names, and what broke off.
  MAX_UPLOAD_MS: z.coerce
    .number()
    .int()
    .min(100)
    .max(12 * 3_600_000)
    .default(12 * 3_600_000)
    .describe(
      'how long one request may take to bring a recording, in milliseconds; resumable ones may be many',
    ),
  MAX_UPLOADS: count.default(1000).describe('uploads under way at once in a process'),
  // Ten clients that mean it fill a process, one does not; a browser opens six connections, an importer dozens.
  MAX_UPLOADS_PER_CLIENT: count
    .default(100)
    .describe('of those, of one client: an address, or an IPv6 /64; behind a proxy needs TRUST_PROXY'),
  // A weekend: long enough for a slow line, and for whoever closes the lid and goes on the next day.
  RESUMABLE_UPLOAD_TTL_MS: z.coerce
    .number()
    .int()
    .min(1000)
    .max(30 * 86_400_000)
    .default(2 * 86_400_000)
    .describe('how long a resumable upload may take from its beginning, in milliseconds'),
  RECONCILE_EVERY_MS: milliseconds(100)
    .default(30_000)
    .describe('how often the outbox is compared with the log, in milliseconds'),
  SWEEP_EVERY_MS: milliseconds(100)
    .default(3_600_000)
    .describe('how often the store is searched for what nothing names any more, in milliseconds'),
}

type IngestConfig = z.infer<z.ZodObject<typeof IngestEnv>>

/** What may be set; see `IngestEnv` for the meaning and the defaults. */
export type IngestLimits = {
  maxCoverBytes: number
  /** Recordings of one submit. More than one is for what joins them; until then the environment says nothing of it. */
  maxSources: number
  maxUploadBytes: number
  stallMs: number
  minBytesPerSecond: number
  minBytesPerSecondUndeclared: number
  maxUploadMs: number
  maxUploads: number
  maxUploadsPerClient: number
  resumableTtlMs: number
  reconcileEveryMs: number
  sweepEveryMs: number
}

/** What the environment says, as options of `createIngest`. */
export const ingestOptions = (config: IngestConfig): { limits: IngestLimits } => ({
  limits: {
    maxCoverBytes: config.MAX_COVER_BYTES,
    maxSources: 1,
    maxUploadBytes: config.MAX_UPLOAD_BYTES,
    stallMs: config.UPLOAD_STALL_MS,
    minBytesPerSecond: config.UPLOAD_MIN_BYTES_PER_SECOND,
    minBytesPerSecondUndeclared: config.UPLOAD_MIN_BYTES_PER_SECOND_UNDECLARED,
    maxUploadMs: config.MAX_UPLOAD_MS,
    maxUploads: config.MAX_UPLOADS,
    maxUploadsPerClient: config.MAX_UPLOADS_PER_CLIENT,
    resumableTtlMs: config.RESUMABLE_UPLOAD_TTL_MS,
    reconcileEveryMs: config.RECONCILE_EVERY_MS,
    sweepEveryMs: config.SWEEP_EVERY_MS,
  },
})

/** How slow an upload may be; the same window for every kind of body. */
export const pacesOf = ({
  stallMs,
  minBytesPerSecond,
  minBytesPerSecondUndeclared,
}: IngestLimits): Paces => ({
  declared: { windowMs: stallMs, minBytesPerSecond },
  undeclared: { windowMs: stallMs, minBytesPerSecond: minBytesPerSecondUndeclared },
})
