import { Lane, Uuid } from '@soundmill/events'
import { z } from 'zod'
import { PartialSpec } from '../spec/partial-spec.ts'

const lane = Lane.optional().describe('The queue it waits in; that of the job before when absent')

/** A further job of an episode: one that failed or was canceled, tried again, or the episode with other wishes. */
export const AskedJob = z
  .strictObject({
    retryOf: Uuid.optional().describe('The job to try again, with the very spec it had'),
    spec: PartialSpec.optional().describe('What shall be different from the latest job'),
    lane,
  })
  .refine(({ retryOf, spec }) => (retryOf === undefined) !== (spec === undefined), {
    message: 'must have one of retryOf and spec',
  })

export type AskedJob = z.infer<typeof AskedJob>
