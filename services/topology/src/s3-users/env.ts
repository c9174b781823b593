import { z } from 'zod'
import type { S3User } from './policies.ts'

/** MinIO wants eight characters at least. */
const secret = (user: S3User) => z.string().min(8).max(40).describe(`secret key of the S3 user of ${user}`)

/** What making users for the S3 store reads besides where that is. Spread it into a main's Config. */
export const S3UsersEnv = {
  S3_POLICIES_DIR: z.string().default('deploy/s3').describe('where the policies of the S3 users are'),
  // MinIO takes names of 20 characters at most, and `processor` is the longest of ours.
  S3_USERS_PREFIX: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,9}$/, 'must be a-z, 0-9 and -, at most 10 of them')
    .default('soundmill')
    .describe('what the access keys of the S3 users begin with: `soundmill-ingest`'),
  S3_TOPOLOGY_SECRET_KEY: secret('topology'),
  S3_INGEST_SECRET_KEY: secret('ingest'),
  S3_PROCESSOR_SECRET_KEY: secret('processor'),
  S3_STATUS_SECRET_KEY: secret('status'),
  S3_OPERATOR_SECRET_KEY: secret('operator'),
}

type S3UsersConfig = z.infer<z.ZodObject<typeof S3UsersEnv>>

/** What the environment says, as options of `ensureUsers`. */
export const usersOptions = (config: S3UsersConfig) => ({
  dir: config.S3_POLICIES_DIR,
  prefix: config.S3_USERS_PREFIX,
  secrets: {
    topology: config.S3_TOPOLOGY_SECRET_KEY,
    ingest: config.S3_INGEST_SECRET_KEY,
    processor: config.S3_PROCESSOR_SECRET_KEY,
    status: config.S3_STATUS_SECRET_KEY,
    operator: config.S3_OPERATOR_SECRET_KEY,
  },
})
