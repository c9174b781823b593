import { z } from 'zod'

const LENGTH = 'must be from 5 to 300 seconds'

/** A short clip of the episode, for a feed's soundbite or a social network. */
export const RequestedPreview = z.strictObject({
  seconds: z.number(LENGTH).min(5, LENGTH).max(300, LENGTH),
  startSeconds: z
    .number('must be a number of seconds')
    .min(0, 'must not be negative')
    .optional()
    .describe('Where it begins; where it is loudest for so long when absent'),
})
