/**
 * The renditions this engine makes. Each name stands for a container and a codec together; each format can
 * be asked for once per job, since it names its file.
 *
 * Bit rates: Apple takes MP3 from 64 kb/s in stereo (32 in mono) and recommends 128 to 256 (96 to 128 in mono),
 * at 44.1 or 48 kHz (podcasters.apple.com/support/893-audio-requirements). So nothing below its minimum is
 * offered in MP3 and AAC, and nothing else is refused: 64 kb/s suit a voice in mono, 192 in mono are what ACX
 * asks for. LAME and FFmpeg's AAC encoder take every rate in these lists with either number of channels.
 */
export const FORMATS = {
  /** MPEG-1 layer III by LAME, with a Xing/LAME header and ID3v2.3; constant bit rate unless a quality is asked for. */
  mp3: {
    file: 'episode.mp3',
    mediaType: 'audio/mpeg',
    bitratesKbps: [64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
    defaultBitrateKbps: 128,
  },
  /** AAC-LC in MP4, its index in front. */
  m4a: {
    file: 'episode.m4a',
    mediaType: 'audio/mp4',
    bitratesKbps: [64, 80, 96, 112, 128, 160, 192, 224, 256],
    defaultBitrateKbps: 128,
  },
  /** Opus in Ogg, 48 kHz, variable bit rate around the number. */
  opus: {
    file: 'episode.opus',
    mediaType: 'audio/ogg',
    bitratesKbps: [32, 48, 64, 80, 96, 112, 128, 160, 192, 256],
    defaultBitrateKbps: 96,
  },
  /** FLAC, lossless: 24 bits where the source has more than 16. */
  flac: { file: 'episode.flac', mediaType: 'audio/flac' },
  /** PCM in RIFF WAVE, RF64 beyond 4 GiB; 24 bits where the source has more than 16. */
  wav: { file: 'episode.wav', mediaType: 'audio/wav' },
} as const

export type Format = keyof typeof FORMATS
export type LossyFormat = 'mp3' | 'm4a' | 'opus'

export function isFormat(name: string): name is Format {
  return Object.hasOwn(FORMATS, name)
}

export function isLossy(format: Format): format is LossyFormat {
  return 'bitratesKbps' in FORMATS[format]
}

/** One file to make. What does not fit its format is refused with a RangeError; see `renditionMistake`. */
export type Rendition = {
  format: Format
  /** Of the lossy formats; their default when absent. Not for `flac` and `wav`. */
  bitrateKbps?: number | undefined
  /** `mp3` only, instead of a bit rate: LAME's VBR quality, 0 (best, ≈ 245 kb/s) to 9 (≈ 65). */
  vbrQuality?: number | undefined
  /** `flac` and `wav` only; as deep as the source when absent. */
  bitDepth?: 16 | 24 | undefined
  /** Not for `opus`, which is always at 48,000; the source's family when absent. */
  sampleRateHz?: 44_100 | 48_000 | undefined
  /** As the source, at most two, when absent. */
  channels?: 'mono' | 'stereo' | undefined
}
