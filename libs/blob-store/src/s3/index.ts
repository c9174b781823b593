export { ensureBucket } from './bucket.ts'
export { S3Env, s3Options, s3Together } from './env.ts'
export { openS3Blobs } from './open.ts'
export type { S3Options } from './options.ts'
