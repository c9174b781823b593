import { Show } from '@soundmill/events'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { MEASURED_OVER } from '../queue/queue.ts'
import { remembered } from '../queue/remembered.ts'
import { statsOf } from '../stats/stats.ts'
import type { RouteDeps } from './deps.ts'

const Count = z.int().min(0)
const SpreadJson = z.object({
  median: z.number().min(0),
  p90: z.number().min(0).describe('Nine in ten do not exceed it'),
})

const ThroughputJson = z.object({
  seconds: z
    .number()
    .min(0)
    .describe('Length of the span; shorter than its name says where more than 1,000 jobs ended in it'),
  jobs: Count.describe('That ended, in whatever way'),
  succeeded: Count,
  audioHours: z.number().min(0).describe('Of the recordings whose jobs succeeded, as are the bytes'),
  bytes: Count,
})

/** What `GET /v1/stats` answers. */
export const StatsJson = z.object({
  at: z.string().describe('When it was reckoned; asked again, it may be two seconds old'),
  show: z.string().optional(),
  episodes: z
    .object({ waiting: Count, running: Count, retrying: Count, finished: Count, deleted: Count })
    .describe('By state'),
  outcomes: z
    .object({ succeeded: Count, failed: Count, canceled: Count })
    .describe('Of the newest job of each episode, if it has ended and the episode is there'),
  failures: z.record(z.string(), Count).describe('Of those that failed, by code; the most frequent first'),
  throughput: z.object({ lastHour: ThroughputJson, lastDay: ThroughputJson }),
  realtimeFactor: z
    .object({
      measuring: SpreadJson.optional().describe('From started to inspected'),
      making: SpreadJson.optional().describe('From inspected to the end'),
      overall: SpreadJson.optional(),
    })
    .describe('Seconds of audio for a second of work. Absent is what was never measured'),
  queueWaitSeconds: SpreadJson.optional().describe('From submitted to started, where one attempt was enough'),
  attempts: z.record(z.string(), Count).describe('How many jobs took so many attempts'),
  measured: z
    .object({ jobs: Count, since: z.string().optional() })
    .describe(
      'Over how many jobs, those that ended last, and when the oldest of them ended; counts are over all',
    ),
})

const Query = z.strictObject({ show: Show.optional() })

/** Reckoned at most once in so long for each show, however many ask. */
const REMEMBERED_MS = 2_000
/** No show is called so. */
const ALL = ''

/** What became of everything, and how fast. */
export function statsRoute({ store }: RouteDeps): FastifyPluginAsyncZod {
  const stats = remembered(REMEMBERED_MS, async (key) => {
    const show = key === ALL ? undefined : key
    const [counts, rows] = await store.read((views) =>
      Promise.all([views.counts({ show }), views.endedJobs({ show, limit: MEASURED_OVER })]),
    )
    const now = Date.now()
    return {
      at: new Date(now).toISOString(),
      ...(show !== undefined && { show }),
      ...statsOf(counts, rows, now),
    }
  })

  return async (app) => {
    app.get(
      '/v1/stats',
      {
        schema: {
          summary: 'Counts, throughput, real-time factors, waits and failures',
          tags: ['queue'],
          operationId: 'getStats',
          querystring: Query,
          response: { 200: StatsJson },
        },
        config: { refuses: ['store_unavailable'] },
      },
      ({ query: { show = ALL } }) => stats(show),
    )
  }
}
