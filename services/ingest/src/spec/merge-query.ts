import { Show } from '@soundmill/events'
import { z } from 'zod'
import { invalidSpec } from '../problems.ts'
import { Preset, type RequestedSpec } from './requested-spec.ts'

/** The little that may be said in the address. A longer spec needs multipart: queries end up in logs. */
export const UploadQuery = z.strictObject({
  filename: z.string().max(1024).optional().describe('What the recording is called; only with raw bytes'),
  show: Show.optional().describe('What the episode belongs to; `default` when absent'),
  preset: Preset.optional(),
})

export type UploadQuery = z.infer<typeof UploadQuery>

/** What the client asks for, in the address and in the spec. A thing may be said in one of the two. */
export function mergeQuery({ show, preset }: UploadQuery, spec: RequestedSpec = {}): RequestedSpec {
  const asked = { ...(show !== undefined && { show }), ...(preset !== undefined && { preset }) }
  const twice = Object.keys(asked).filter((name) => name in spec)
  if (twice.length > 0) {
    const message = 'is said in the query and in the spec: one place is enough'
    throw invalidSpec(twice.map((name) => ({ path: `query/${name}`, message })))
  }
  return { ...asked, ...spec }
}
