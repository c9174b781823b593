import { Show } from '@soundmill/events'
import { z } from 'zod'
import { RequestedLoudness } from './loudness.ts'
import { RequestedMetadata } from './metadata.ts'
import { RequestedRenditions } from './renditions.ts'

/** Sets of wishes with a name. Clients define their own in a later version. */
export const Preset = z.enum(['podcast'], {
  error: ({ input }) => `unknown preset ${JSON.stringify(input)?.slice(0, 80)}; there is: podcast`,
})

/** The queue a job waits in. */
const Lane = z.enum(['normal'], {
  error: ({ input }) =>
    input === 'urgent' ? 'the urgent lane is not available yet; there is: normal' : 'must be normal',
})

const RequestedWaveform = z.strictObject({
  samplesPerPixel: z
    .int('must be a whole number')
    .min(64, 'must be from 64 to 65536')
    .max(65_536, 'must be from 64 to 65536')
    .optional(),
  bits: z.literal([8, 16], 'must be 8 or 16').optional(),
})

/** Reserved: what is asked for must not be dropped in silence. */
const notYet = z.never('not supported yet').optional()

/** Everything a client may ask for, all of it optional. What it does not name comes from the preset. */
export const RequestedSpec = z.strictObject({
  show: Show.optional(),
  preset: Preset.optional(),
  lane: Lane.optional(),
  loudness: RequestedLoudness.optional(),
  renditions: RequestedRenditions.optional(),
  metadata: RequestedMetadata.optional(),
  waveform: RequestedWaveform.optional(),
  assembly: notYet,
  chapters: notYet,
})

export type RequestedSpec = z.infer<typeof RequestedSpec>
