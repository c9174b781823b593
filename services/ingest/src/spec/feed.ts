import { z } from 'zod'
import { webAddress } from './text.ts'

/** What goes into the fragment of a feed. */
export const RequestedFeed = z.strictObject({
  baseUrl: webAddress()
    .refine((address) => address.endsWith('/'), 'must end with /, because the names of the files follow it')
    .optional()
    .describe('Where the files will be published'),
})
