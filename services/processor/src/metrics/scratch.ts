import { inTime, type Registry } from '@soundmill/runtime'
import { Gauge } from 'prom-client'
import { ownScratchBytes } from '../scratch.ts'

export type ScratchSpace = {
  scratchDir: string
  /** What a job may take there. */
  scratchMaxBytes: number
  /** Jobs at once. */
  concurrency: number
}

/** A disk that hangs holds up no scrape: then the last number is the best there is. */
const PATIENCE_MS = 500

/** What the jobs in hand take, and what they may: two numbers for one question, how near the disk is to being full. */
export function measureScratch(
  metrics: Registry,
  { scratchDir, scratchMaxBytes, concurrency }: ScratchSpace,
) {
  new Gauge({
    name: 'scratch_used_bytes',
    help: 'What the jobs in hand have in the scratch directory',
    registers: [metrics],
    async collect() {
      const bytes = await inTime(ownScratchBytes(scratchDir), PATIENCE_MS)
      if (bytes !== undefined) this.set(bytes)
    },
  })
  const limit = new Gauge({
    name: 'scratch_limit_bytes',
    help: 'What as many jobs as this process can have in hand may have there together',
    registers: [metrics],
  })
  limit.set(scratchMaxBytes * concurrency)
}
