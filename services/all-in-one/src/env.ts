import { z } from 'zod'

/** What is different when everything is one process. */
export const AllInOneEnv = {
  PROCESSOR_SCRATCH_DIR: z
    .string()
    .optional()
    .describe('directory for scratch files; the one process has it in DATA_DIR'),
  DATA_DIR: z
    .string()
    .default('./data')
    .describe('everything the one process keeps: the log, the blobs, scratch files'),
}
