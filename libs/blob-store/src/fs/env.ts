import { z } from 'zod'

/** The environment this adapter reads. Spread it into a main's Config. */
export const FsBlobsEnv = {
  BLOB_DIR: z
    .string()
    .min(1)
    .default('./data/blobs')
    .describe('directory that holds recordings and artifacts, on a disk with room for them'),
}
