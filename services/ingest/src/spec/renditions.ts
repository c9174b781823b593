import { FORMATS, isFormat } from '@soundmill/audio'
import type { RenditionSpec } from '@soundmill/events'
import { z } from 'zod'

const formats = Object.keys(FORMATS).filter(isFormat)

const RequestedRendition = z
  .strictObject({
    format: z.enum(formats, `must be one of ${formats.join(', ')}`),
    bitrateKbps: z.int('must be a whole number').optional(),
  })
  .superRefine(({ format, bitrateKbps }, context) => {
    const offered: readonly number[] = FORMATS[format].bitratesKbps
    if (bitrateKbps === undefined || offered.includes(bitrateKbps)) return
    context.addIssue({
      code: 'custom',
      path: ['bitrateKbps'],
      message: `${format} is made at ${offered.join(', ')} kbit/s`,
    })
  })

/** The files to make: at least one, each format once (their names are the format's). */
export const RequestedRenditions = z
  .array(RequestedRendition, 'must be a list of {format, bitrateKbps?}')
  .min(1, 'must name at least one format')
  .max(formats.length, `must name at most ${formats.length} formats`)
  .superRefine((renditions, context) => {
    for (const [index, { format }] of renditions.entries()) {
      if (renditions.findIndex((other) => other.format === format) === index) continue
      context.addIssue({ code: 'custom', path: [index, 'format'], message: `${format} is asked for twice` })
    }
  })

export type RequestedRenditions = z.infer<typeof RequestedRenditions>

/** Every bitrate decided: where the client said none, the one that suits speech in that format. */
export function resolveRenditions(requested: RequestedRenditions): RenditionSpec[] {
  return requested.map(({ format, bitrateKbps = FORMATS[format].defaultBitrateKbps }) => ({
    format,
    bitrateKbps,
  }))
}
