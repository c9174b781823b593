import { PREVIEW_SECONDS } from '@soundmill/audio'
import { z } from 'zod'

const { min, max } = PREVIEW_SECONDS
const LENGTH = `must be from ${min} to ${max} seconds`

/** A short clip of the episode, for a feed's soundbite or a social network. */
export const RequestedPreview = z.strictObject({
  seconds: z.number(LENGTH).min(min, LENGTH).max(max, LENGTH),
  startSeconds: z
    .number('must be a number of seconds')
    .min(0, 'must not be negative')
    .optional()
    .describe('Where it begins; where it is loudest for so long when absent'),
})
