import { z } from 'zod'
import { Text } from './answers.ts'

/** A job was made. `announced: false`: everything is kept, the log will hear of it when it is back. */
export const Accepted = z.object({
  episode: z.uuid(),
  job: z.uuid(),
  position: z.string().optional(),
  announced: z.boolean().default(true),
})

/** A job was ended by us. */
export const Canceled = z.object({ episode: z.uuid(), job: z.uuid() })

/** An episode goes. */
export const Deleted = z.object({ episode: z.uuid() })

/** How a request was refused (RFC 9457). */
export const Problem = z.object({
  status: z.number(),
  code: Text,
  title: Text.optional(),
  detail: Text.optional(),
  errors: z.array(z.object({ path: Text, message: Text })).optional(),
})

/** See the schema of this name. */
export type Accepted = z.infer<typeof Accepted>
/** See the schema of this name. */
export type Problem = z.infer<typeof Problem>
