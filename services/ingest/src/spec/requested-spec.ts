import { isPresetName, PRESETS } from '@soundmill/audio'
import { LANES, Show } from '@soundmill/events'
import { z } from 'zod'
import { RequestedChapters } from './chapters.ts'
import { RequestedFeed } from './feed.ts'
import { RequestedLoudness } from './loudness.ts'
import { RequestedMetadata } from './metadata.ts'
import { RequestedPreview } from './preview.ts'
import { RequestedRenditions } from './renditions.ts'
import { RequestedWaveform } from './waveform.ts'

const presets = Object.keys(PRESETS).filter(isPresetName)

/** Sets of wishes with a name. Clients define their own in a later version. */
export const Preset = z.enum(presets, {
  error: ({ input }) =>
    `unknown preset ${JSON.stringify(input)?.slice(0, 80)}; there are: ${presets.join(', ')}`,
})

/** The queue a job waits in. */
const Lane = z.enum(LANES, { error: `must be one of ${LANES.join(', ')}` })

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
  chapters: RequestedChapters.optional(),
  waveform: RequestedWaveform.optional(),
  preview: RequestedPreview.optional(),
  feed: RequestedFeed.optional(),
  assembly: notYet,
})

export type RequestedSpec = z.infer<typeof RequestedSpec>
