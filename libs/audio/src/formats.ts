/**
 * The renditions this engine makes. Each name stands for a container and a codec together; each format can
 * be asked for once per job, since it names its file.
 */
export const FORMATS = {
  /** MPEG-1 layer III by LAME, constant bit rate, with a Xing/LAME header and ID3v2.3. */
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
} as const

export type Format = keyof typeof FORMATS
export function isFormat(name: string): name is Format {
  return Object.hasOwn(FORMATS, name)
}

export type RenditionFile = (typeof FORMATS)[Format]['file']

/** One file to make. Bit rates not in FORMATS are refused with a RangeError. */
export type Rendition = { format: Format; bitrateKbps: number }

export function assertRenditions(renditions: readonly Rendition[]): void {
  const seen = new Set<Format>()
  for (const { format, bitrateKbps } of renditions) {
    const rates: readonly number[] = FORMATS[format].bitratesKbps
    if (!rates.includes(bitrateKbps)) throw new RangeError(`${format} at ${bitrateKbps} kb/s is not offered`)
    if (seen.has(format)) throw new RangeError(`${format} is asked for twice`)
    seen.add(format)
  }
}
