import { certificates } from '@soundmill/tls'
import { z } from 'zod'
import { MEMORY_BYTES } from './budget.ts'
import type { S3Options } from './options.ts'

/** A host alone: signatures would not fit a path, and the account has variables of its own. */
const address = z
  .url({ protocol: /^https?$/ })
  .regex(/^https?:\/\/[^/?#@]+\/?$/, 'must look like http://host:port, without path or account')

/** The environment this adapter reads. Spread it into a main's Config, and let that `check(s3Together)`. */
export const S3Env = {
  S3_ENDPOINT: address.describe('S3 store, `http://host:port`, `https://` for TLS'),
  S3_CA: certificates
    .optional()
    .describe('who may have signed the certificate of the store, in PEM, instead of the public ones'),
  S3_BUCKET: z.string().min(3).default('soundmill').describe('bucket; the topology step makes it'),
  S3_REGION: z.string().min(1).default('us-east-1').describe('region the store says it is in'),
  S3_ACCESS_KEY: z.string().min(1).describe('access key of this service'),
  S3_SECRET_KEY: z.string().min(1).describe('secret key of this service'),
  S3_PUBLIC_URL: address
    .optional()
    .describe('where clients reach the store, for download links; unset: no links'),
  UPLOAD_MEMORY_BYTES: z.coerce
    .number()
    .int()
    .min(0)
    .max(Number.MAX_SAFE_INTEGER)
    .default(MEMORY_BYTES)
    .describe('memory that all uploads to the store share, in bytes'),
}

const Config = z.object(S3Env)

type Together = { S3_CA?: string | undefined; S3_ENDPOINT: string }

/** What only shows when the variables are seen together: plain HTTP must not look safe because a CA is named. */
export const s3Together = z.superRefine<Together>(
  ({ S3_CA, S3_ENDPOINT }, context) => {
    if (S3_CA === undefined || !/^http:/i.test(S3_ENDPOINT)) return
    const message = 'S3_CA is set, so it must be https://'
    context.addIssue({ code: 'custom', path: ['S3_ENDPOINT'], message, input: S3_ENDPOINT })
  },
  { when: () => true },
)

export function s3Options(config: z.infer<typeof Config>): S3Options {
  return {
    endpoint: config.S3_ENDPOINT,
    ca: config.S3_CA,
    publicUrl: config.S3_PUBLIC_URL,
    bucket: config.S3_BUCKET,
    region: config.S3_REGION,
    accessKey: config.S3_ACCESS_KEY,
    secretKey: config.S3_SECRET_KEY,
    memoryBytes: config.UPLOAD_MEMORY_BYTES,
  }
}
