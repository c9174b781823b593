import { isFormat, type Rendition, type Wishes } from '@soundmill/audio'
import type { RenditionSpec, ResolvedSpec } from '@soundmill/events'
import { AttemptError } from './failure.ts'

/** What a job asks for, as far as this release knows it; a newer release may know more. */
export function wishesOf({ loudness, renditions, waveform, metadata, ...spec }: ResolvedSpec): Wishes {
  const { chapters, preview, feed } = spec
  return { loudness, renditions: renditions.map(renditionOf), waveform, metadata, chapters, preview, feed }
}

function renditionOf({ format, channels, bitDepth, sampleRateHz, ...rest }: RenditionSpec): Rendition {
  if (!isFormat(format)) throw unknown(format)
  if (channels !== undefined && channels !== 'mono' && channels !== 'stereo') throw unknown(channels)
  if (bitDepth !== undefined && bitDepth !== 16 && bitDepth !== 24) throw unknown(`${bitDepth} bits`)
  if (sampleRateHz !== undefined && sampleRateHz !== 44_100 && sampleRateHz !== 48_000)
    throw unknown(`${sampleRateHz} Hz`)
  return { format, channels, bitDepth, sampleRateHz, ...rest }
}

const unknown = (what: string) => new AttemptError('internal', `this worker does not make ${what}`)
