import type { Rendition } from './formats.ts'
import type { LoudnessTarget } from './loudness.ts'
import { TARGETS } from './targets.ts'
import type { WaveformOptions } from './waveform-options.ts'

/** A set of wishes with a name: what is made of a recording when nobody says more. */
export type Preset = {
  loudness: LoudnessTarget
  renditions: readonly Rendition[]
  waveform: WaveformOptions
}

const waveform: WaveformOptions = { samplesPerPixel: 256, bits: 8 }

/**
 * The presets that are built in.
 *
 * - `podcast`: what podcast directories ask for, with an Opus file for who wants it smaller
 * - `podcast-mono`: one voice needs one channel: half the bytes, sounding the same
 * - `audiobook-acx`: MP3 at 192 kb/s and 44.1 kHz, RMS between −23 and −18 dB and peaks below −3 dB, as ACX
 *   asks. Loudness counts no pauses and RMS does: speech has 0.5 to 4.5 dB less RMS than LUFS, so −17.5 LUFS
 *   puts it between −22 and −18 dB. The report says what it came to
 * - `broadcast-ebu`: EBU R 128, as WAV
 * - `archive`: everything that was recorded, at EBU R 128's level, in FLAC
 */
export const PRESETS = {
  podcast: {
    loudness: TARGETS.apple,
    renditions: [
      { format: 'mp3', bitrateKbps: 128 },
      { format: 'm4a', bitrateKbps: 128 },
      { format: 'opus', bitrateKbps: 96 },
    ],
    waveform,
  },
  'podcast-mono': {
    loudness: TARGETS.apple,
    renditions: [
      { format: 'mp3', bitrateKbps: 64, channels: 'mono' },
      { format: 'm4a', bitrateKbps: 64, channels: 'mono' },
      { format: 'opus', bitrateKbps: 48, channels: 'mono' },
    ],
    waveform,
  },
  'audiobook-acx': {
    loudness: { integratedLufs: -17.5, truePeakDbtp: -3.5, toleranceLu: 0.5 },
    renditions: [{ format: 'mp3', bitrateKbps: 192, sampleRateHz: 44_100 }],
    waveform,
  },
  'broadcast-ebu': { loudness: TARGETS['ebu-r128'], renditions: [{ format: 'wav' }], waveform },
  archive: { loudness: TARGETS['ebu-r128'], renditions: [{ format: 'flac' }], waveform },
} as const satisfies Record<string, Preset>

export type PresetName = keyof typeof PRESETS

export function isPresetName(name: string): name is PresetName {
  return Object.hasOwn(PRESETS, name)
}

/** What a recording is made into when nobody says anything. */
export const DEFAULT_PRESET: PresetName = 'podcast'
