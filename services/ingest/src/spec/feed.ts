import { webAddress } from '@soundmill/audio'
import { z } from 'zod'

/** What goes into the fragment of a feed. */
export const RequestedFeed = z.strictObject({
  baseUrl: z
    .string()
    .refine((address) => webAddress(address), 'must be an http or https address of at most 2048 characters')
    .optional()
    .describe('Where the files will be published'),
})
