import { FORMATS, type Format, type Rendition } from '../formats.ts'

/** How ffmpeg makes a format, and what it does to the level on the way. */
export type Encoder = {
  muxer: string
  /** `depth` matters to the lossless ones. */
  codec: (depth: 16 | 24) => string
  /** What the container needs, also around packets that are only copied. */
  muxing: readonly string[]
  coding: (rendition: Rendition) => readonly string[]
  /** How much louder the decoded file must be made to come out as loud as it went in. */
  trimDb: (rendition: Rendition) => number
  /**
   * How far below the allowed true peak the limiter is set: it looks at samples, the waves between them rise
   * up to 0.5 dB above, and decoders overshoot by the rest. Where it is not enough, the file is made again.
   */
  headroomDb: number
  /** Processor time relative to the others, to begin with the longest. */
  cost: number
}

/** Measured with 200 s of stereo on one core of ffmpeg 5.1.9: 0.7 s, 2.1, 1.0, 0.2 and 0.1. */
export const ENCODERS: Record<Format, Encoder> = {
  mp3: {
    muxer: 'mp3',
    codec: () => 'libmp3lame',
    muxing: ['-write_xing', '1'],
    coding: mp3Rate,
    trimDb: lameTrimDb,
    headroomDb: 1,
    cost: 1.1,
  },
  m4a: {
    muxer: 'ipod',
    codec: () => 'aac',
    muxing: [],
    coding: constantRate,
    trimDb: () => 0,
    headroomDb: 1,
    cost: 1.6,
  },
  opus: {
    muxer: 'opus',
    codec: () => 'libopus',
    muxing: [],
    coding: (rendition) => ['-vbr', 'on', '-application', 'audio', ...constantRate(rendition)],
    trimDb: () => 0,
    headroomDb: 1.4,
    cost: 1,
  },
  flac: {
    muxer: 'flac',
    codec: () => 'flac',
    // The slowest level of the format's usual range costs half as much again as the default and saves 0.3 %.
    muxing: [],
    coding: () => ['-compression_level', '5'],
    trimDb: () => 0,
    headroomDb: 0.5,
    cost: 0.3,
  },
  wav: {
    muxer: 'wav',
    codec: (depth) => `pcm_s${depth}le`,
    muxing: ['-rf64', 'auto'],
    coding: () => [],
    trimDb: () => 0,
    headroomDb: 0.5,
    cost: 0.1,
  },
}

/** The bit rate that was asked for, or the format's own; none for lossless formats and a quality. */
export function bitrateOf({ format, bitrateKbps, vbrQuality }: Rendition): number | undefined {
  const known = FORMATS[format]
  if (!('defaultBitrateKbps' in known) || vbrQuality !== undefined) return undefined
  return bitrateKbps ?? known.defaultBitrateKbps
}

function constantRate(rendition: Rendition): string[] {
  const kbps = bitrateOf(rendition)
  return kbps === undefined ? [] : ['-b:a', `${kbps}k`]
}

function mp3Rate(rendition: Rendition): string[] {
  const { vbrQuality } = rendition
  return vbrQuality === undefined ? constantRate(rendition) : ['-q:a', String(vbrQuality)]
}

/**
 * LAME scales its input down before it encodes at a constant rate: by 0.95 up to 160 kb/s, 0.97 at 192, 0.98
 * at 224, not from 256 on; and not at all for a quality (V0 to V9). Measured with speech and music, mono and
 * stereo, on ffmpeg 5.1.9 and 7.0.2 (LAME 3.100): −0.445, −0.264, −0.175 and 0.000 dB, to 0.01; qualities
 * ±0.02, except V9 with much treble, which it cuts off: that is for the second try. AAC (−0.005) and Opus
 * (±0.03) need nothing. `calibration.test.ts` measures it.
 */
function lameTrimDb(rendition: Rendition): number {
  const kbps = bitrateOf(rendition)
  if (kbps === undefined || kbps > 224) return 0
  if (kbps <= 160) return 0.446
  return kbps <= 192 ? 0.265 : 0.175
}
