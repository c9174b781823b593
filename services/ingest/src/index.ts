export { IngestEnv, type IngestLimits, ingestOptions } from './env.ts'
export { createIngest, type IngestOptions } from './ingest.ts'
