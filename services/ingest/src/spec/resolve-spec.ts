import type { ResolvedSpec } from '@soundmill/events'
import { resolveLoudness } from './loudness.ts'
import { type RequestedRenditions, resolveRenditions } from './renditions.ts'
import type { RequestedSpec } from './requested-spec.ts'

/** What the preset `podcast` means today. A job keeps what it was given, so this may change. */
const PODCAST = {
  renditions: [
    { format: 'mp3', bitrateKbps: 128 },
    { format: 'm4a', bitrateKbps: 128 },
    { format: 'opus', bitrateKbps: 96 },
  ] satisfies RequestedRenditions,
  waveform: { samplesPerPixel: 256, bits: 8 },
} as const

/** Every wish decided: the preset's, overruled by what the client names. */
export function resolveSpec({ loudness, renditions, waveform, metadata = {} }: RequestedSpec): ResolvedSpec {
  return {
    preset: 'podcast',
    loudness: resolveLoudness(loudness),
    renditions: resolveRenditions(renditions ?? PODCAST.renditions),
    waveform: { ...PODCAST.waveform, ...waveform },
    metadata,
  }
}
