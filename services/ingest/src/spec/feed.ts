import { baseUrlOf } from '@soundmill/audio'
import { z } from 'zod'

const MESSAGE = 'must be an http or https address of at most 2048 characters, without ? and #'

/** What goes into the fragment of a feed. */
export const RequestedFeed = z.strictObject({
  baseUrl: z
    .string()
    .refine((address) => baseUrlOf(address), MESSAGE)
    .optional()
    .describe('Where the files will be published; their names follow it'),
})

export type RequestedFeed = z.infer<typeof RequestedFeed>

/** The address in its canonical spelling. */
export function resolveFeed({ baseUrl }: RequestedFeed): RequestedFeed {
  const canonical = baseUrl === undefined ? undefined : baseUrlOf(baseUrl)
  return canonical === undefined ? {} : { baseUrl: canonical }
}
