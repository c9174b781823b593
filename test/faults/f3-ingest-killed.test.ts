import { ingestKilled } from './f3-ingest-killed.ts'

ingestKilled(8)
