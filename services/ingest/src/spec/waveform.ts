import { z } from 'zod'

const RANGE = 'must be from 64 to 65536'
const SamplesPerPixel = z.int('must be a whole number').min(64, RANGE).max(65_536, RANGE)

/** Each is two files to write and to store. */
const MOST_ZOOMS = 8

/** Peaks for a player: see @soundmill/audio for the format. */
export const RequestedWaveform = z
  .strictObject({
    samplesPerPixel: SamplesPerPixel.optional(),
    bits: z.literal([8, 16], 'must be 8 or 16').optional(),
    zooms: z
      .array(SamplesPerPixel, 'must be a list of samples per pixel')
      .max(MOST_ZOOMS, `must name at most ${MOST_ZOOMS}`)
      .optional()
      .describe('Further files with so many samples behind a pixel'),
    perChannel: z.boolean('must be true or false').optional().describe('Each channel by itself'),
  })
  .superRefine(({ samplesPerPixel = 256, zooms = [] }, context) => {
    const twice = zooms.findIndex((zoom, at) => zoom === samplesPerPixel || zooms.indexOf(zoom) !== at)
    if (twice < 0) return
    context.addIssue({ code: 'custom', path: ['zooms', twice], message: 'is asked for twice' })
  })
