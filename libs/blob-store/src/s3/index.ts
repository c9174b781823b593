export { ensureBucket } from './bucket.ts'
export { S3Env, s3Options } from './env.ts'
export { openS3Blobs } from './open.ts'
export type { S3Options } from './options.ts'
