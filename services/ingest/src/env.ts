import { z } from 'zod'

const milliseconds = (least: number) => z.coerce.number().int().min(least).max(86_400_000)

/** The environment this service reads. Spread it into a main's Config. */
export const IngestEnv = {
  MAX_UPLOAD_BYTES: z.coerce
    .number()
    .int()
    .min(1)
    .max(Number.MAX_SAFE_INTEGER - 1)
    .default(8 * 1024 ** 3)
    .describe('the largest recording that is taken, in bytes'),
  UPLOAD_STALL_MS: milliseconds(100)
    .default(30_000)
    .describe('how long an upload may be slower than UPLOAD_MIN_BYTES_PER_SECOND, in milliseconds'),
  UPLOAD_MIN_BYTES_PER_SECOND: z.coerce
    .number()
    .int()
    .min(1)
    .default(1024)
    .describe('an upload slower than this is given up'),
  RECONCILE_EVERY_MS: milliseconds(100)
    .default(30_000)
    .describe('how often the outbox is compared with the log, in milliseconds'),
}

type IngestConfig = z.infer<z.ZodObject<typeof IngestEnv>>

/** What may be set; see `IngestEnv` for the meaning and the defaults. */
export type IngestLimits = {
  maxUploadBytes: number
  stallMs: number
  minBytesPerSecond: number
  reconcileEveryMs: number
}

/** What the environment says, as options of `createIngest`. */
export const ingestOptions = (config: IngestConfig): { limits: IngestLimits } => ({
  limits: {
    maxUploadBytes: config.MAX_UPLOAD_BYTES,
    stallMs: config.UPLOAD_STALL_MS,
    minBytesPerSecond: config.UPLOAD_MIN_BYTES_PER_SECOND,
    reconcileEveryMs: config.RECONCILE_EVERY_MS,
  },
})
