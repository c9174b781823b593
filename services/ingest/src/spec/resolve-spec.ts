import { DEFAULT_PRESET, PRESETS, type Preset } from '@soundmill/audio'
import type { RenditionSpec, ResolvedSpec, WaveformSpec } from '@soundmill/events'
import { resolveFeed } from './feed.ts'
import { resolveLoudness } from './loudness.ts'
import { resolveRenditions } from './renditions.ts'
import type { RequestedSpec } from './requested-spec.ts'

/** Every wish decided: the preset's, overruled by what the client names. A job keeps what it was given. */
export function resolveSpec(requested: RequestedSpec): ResolvedSpec {
  const { preset = DEFAULT_PRESET, loudness, renditions, waveform, metadata = {} } = requested
  const { chapters, preview, feed } = requested
  const defaults: Preset = PRESETS[preset]
  return {
    preset,
    loudness: resolveLoudness(loudness, defaults.loudness),
    renditions: renditions ? resolveRenditions(renditions) : copies(defaults.renditions),
    waveform: resolveWaveform(defaults, waveform),
    metadata,
    ...(chapters && { chapters }),
    ...(preview && { preview }),
    ...(feed && { feed: resolveFeed(feed) }),
  }
}

const copies = (renditions: Preset['renditions']): RenditionSpec[] =>
  renditions.map((rendition) => ({ ...rendition }))

function resolveWaveform({ waveform }: Preset, asked: RequestedSpec['waveform']): WaveformSpec {
  const { samplesPerPixel, bits, zooms, perChannel } = { ...waveform, ...asked }
  return {
    samplesPerPixel,
    bits,
    ...(zooms && { zooms: [...zooms] }),
    ...(perChannel !== undefined && { perChannel }),
  }
}
