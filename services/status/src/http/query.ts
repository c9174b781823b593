import { Uuid } from '@soundmill/events'
import { z } from 'zod'

/** `/v1/episodes/:episode…` */
export const EpisodeParams = z.object({ episode: Uuid })

/** What a single episode or job may be waited for. */
export const WaitQuery = z.strictObject({
  wait: z
    .literal('finished')
    .optional()
    .describe('Answer when no job is open any more, or with what is known when the time is over'),
  timeoutSeconds: z.coerce
    .number()
    .min(0)
    .max(60)
    .default(30)
    .describe('How long to wait at most, altogether'),
  position: z
    .string()
    .max(100)
    .optional()
    .describe('Answer only from a view that contains this position: read your own write'),
})
