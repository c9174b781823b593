import type { Subjects } from '@soundmill/events'
import { JSONCodec } from 'nats'
import { z } from 'zod'
import type { Progress, ProgressFeed } from '../index.ts'
import type { Connection } from './connection.ts'
import { listen } from './doorbell.ts'

const Wire = z.object({
  show: z.string(),
  episode: z.string(),
  job: z.string(),
  step: z.string(),
  percent: z.number(),
  overallPercent: z.number().optional(),
  etaSeconds: z.number().optional(),
  stepEtaSeconds: z.number().optional(),
  at: z.string().optional(),
  realtimeFactor: z.number().optional(),
}) satisfies z.ZodType<Progress>

const codec = JSONCodec<unknown>()

/** Core NATS: nothing is stored, and nobody waits. */
export function createProgressFeed(connection: Connection, subjects: Subjects): ProgressFeed {
  return {
    report(progress) {
      const send = async () =>
        (await connection.get()).publish(subjects.progress(progress), codec.encode(progress))
      send().catch(() => undefined)
    },
    listen: (handle) =>
      listen(connection, subjects.progress({}), (payload) => {
        const progress = Wire.safeParse(parsed(payload))
        if (progress.success) handle(progress.data)
      }),
  }
}

function parsed(payload: Uint8Array): unknown {
  try {
    return codec.decode(payload)
  } catch {
    return undefined
  }
}
