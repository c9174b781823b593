import { z } from 'zod'
import { MAX_STREAMS } from './http/seats.ts'
import type { StatusOptions } from './status.ts'

/** The environment this service reads, besides that of its stores. Spread it into a main's Config. */
export const StatusEnv = {
  SSE_MAX_CLIENTS: z.coerce
    .number()
    .int()
    .min(1)
    .max(100_000)
    .default(MAX_STREAMS)
    .describe('how many streams of events may be open at the same time'),
}

/** What the environment says about the service. */
export function statusOptions(config: { SSE_MAX_CLIENTS: number }): Pick<StatusOptions, 'maxStreams'> {
  return { maxStreams: config.SSE_MAX_CLIENTS }
}
