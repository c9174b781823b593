import { FORMATS, isFormat, isLossy, renditionMistake } from '@soundmill/audio'
import type { RenditionSpec } from '@soundmill/events'
import { z } from 'zod'

const formats = Object.keys(FORMATS).filter(isFormat)

const whole = z.int('must be a whole number')

const RequestedRendition = z
  .strictObject({
    format: z.enum(formats, `must be one of ${formats.join(', ')}`),
    bitrateKbps: whole.optional().describe('Of mp3, m4a and opus'),
    vbrQuality: whole.optional().describe('Of mp3, instead of a bit rate: LAME from 0 (best) to 9'),
    bitDepth: z.literal([16, 24], 'must be 16 or 24').optional().describe('Of flac and wav'),
    sampleRateHz: z.literal([44_100, 48_000], 'must be 44100 or 48000').optional(),
    channels: z
      .literal(['mono', 'stereo'], 'must be mono or stereo')
      .optional()
      .describe('As the source, at most two, when absent'),
  })
  .superRefine((rendition, context) => {
    const mistake = renditionMistake(rendition)
    if (mistake) context.addIssue({ code: 'custom', path: [mistake.field], message: mistake.message })
  })

/** The files to make: at least one, each format once (their names are the format's). */
export const RequestedRenditions = z
  .array(RequestedRendition, 'must be a list of {format, bitrateKbps?, …}')
  .min(1, 'must name at least one format')
  .max(formats.length, `must name at most ${formats.length} formats`)
  .superRefine((renditions, context) => {
    for (const [index, { format }] of renditions.entries()) {
      if (renditions.findIndex((other) => other.format === format) === index) continue
      context.addIssue({ code: 'custom', path: [index, 'format'], message: `${format} is asked for twice` })
    }
  })

export type RequestedRenditions = z.infer<typeof RequestedRenditions>

/** Every bit rate decided: where the client said none, the one that suits speech in that format. */
export function resolveRenditions(requested: RequestedRenditions): RenditionSpec[] {
  return requested.map((rendition) => {
    const { format, bitrateKbps, vbrQuality } = rendition
    if (!isLossy(format) || bitrateKbps !== undefined || vbrQuality !== undefined) return rendition
    return { ...rendition, bitrateKbps: FORMATS[format].defaultBitrateKbps }
  })
}
