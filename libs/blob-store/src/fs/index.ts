export { FsBlobsEnv } from './env.ts'
export { type FsBlobsOptions, openFsBlobs } from './open.ts'
