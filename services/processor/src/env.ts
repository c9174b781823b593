import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'

/** The environment the processor reads. */
export const ProcessorEnv = {
  PROCESSOR_CONCURRENCY: z.coerce
    .number()
    .int()
    .min(1)
    .max(64)
    .default(1)
    .describe('jobs in hand at the same time; each runs as many encoders as there are cores'),
  PROCESSOR_SCRATCH_DIR: z
    .string()
    .default(join(tmpdir(), 'soundmill'))
    .describe('directory for scratch files; needs about four times the longest recording as WAV'),
  // The largest source there is (8 GiB), and six files of the 4 GiB that the engine lets one file have.
  PROCESSOR_SCRATCH_MAX_BYTES: z.coerce
    .number()
    .int()
    .min(1024 ** 2)
    .default(32 * 1024 ** 3)
    .describe('what one job may take there, in bytes; more fails with limit_exceeded:output_bytes'),
}

/** Who we are in the log. */
export const workerName = (): string => `${hostname()}-${process.pid}`
