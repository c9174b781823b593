import type { Format } from '../formats.ts'

/** How ffmpeg makes a format, and what it does to the level on the way. */
export type Encoder = {
  codec: string
  muxer: string
  options: readonly string[]
  /** How much louder the decoded file must be made to come out as loud as it went in. */
  trimDb: (bitrateKbps: number) => number
  /**
   * How far below the allowed true peak the limiter is set: it looks at samples, the waves between them rise
   * up to 0.5 dB above, and decoders overshoot by the rest. Where it is not enough, the file is made again.
   */
  headroomDb: number
  /** Processor time relative to the others, to begin with the longest. */
  cost: number
}

export const ENCODERS: Record<Format, Encoder> = {
  mp3: {
    codec: 'libmp3lame',
    muxer: 'mp3',
    options: ['-id3v2_version', '3', '-write_xing', '1'],
    trimDb: lameTrimDb,
    headroomDb: 1,
    cost: 1.1,
  },
  m4a: {
    codec: 'aac',
    muxer: 'ipod',
    options: ['-movflags', '+faststart'],
    trimDb: () => 0,
    headroomDb: 1,
    cost: 1.6,
  },
  opus: {
    codec: 'libopus',
    muxer: 'opus',
    options: ['-vbr', 'on', '-application', 'audio'],
    trimDb: () => 0,
    headroomDb: 1.4,
    cost: 1,
  },
}

/**
 * LAME scales its input down before it encodes: by 0.95 up to 160 kb/s, 0.97 at 192, 0.98 at 224, not from
 * 256 on. Measured with speech and music, mono and stereo, on ffmpeg 5.1.9 and 7.0.2 (LAME 3.100): −0.445,
 * −0.264, −0.175 and 0.000 dB, to 0.01. AAC (−0.005) and Opus (±0.03) need nothing. `calibration.test.ts`
 * measures it.
 */
function lameTrimDb(bitrateKbps: number): number {
  if (bitrateKbps <= 160) return 0.446
  if (bitrateKbps <= 192) return 0.265
  return bitrateKbps <= 224 ? 0.175 : 0
}
