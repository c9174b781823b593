import { FORMATS, type Format, isLossy, type Rendition } from './formats.ts'

/** What about a rendition is not offered, for the person who asked for it. */
export type RenditionMistake = { field: keyof Rendition; message: string }

/**
 * The first thing about a rendition that is not offered. The one set of rules: for the engine itself, and for
 * whoever takes wishes from others and must refuse them early.
 */
export function renditionMistake(rendition: Rendition): RenditionMistake | undefined {
  return RULES.map((rule) => rule(rendition)).find((mistake) => mistake !== undefined)
}

type Rule = (rendition: Rendition) => RenditionMistake | undefined

const bitrate: Rule = ({ format, bitrateKbps }) => {
  if (bitrateKbps === undefined) return undefined
  if (!isLossy(format)) return { field: 'bitrateKbps', message: `${format} is lossless and has no bit rate` }
  const offered: readonly number[] = FORMATS[format].bitratesKbps
  if (offered.includes(bitrateKbps)) return undefined
  return { field: 'bitrateKbps', message: `${format} is made at ${offered.join(', ')} kbit/s` }
}

const quality: Rule = ({ format, bitrateKbps, vbrQuality }) => {
  if (vbrQuality === undefined) return undefined
  const mistake = (message: string) => ({ field: 'vbrQuality', message }) as const
  if (format !== 'mp3') return mistake('only mp3 is made with a VBR quality')
  if (bitrateKbps !== undefined) return mistake('either a bit rate or a VBR quality')
  if (Number.isInteger(vbrQuality) && vbrQuality >= 0 && vbrQuality <= 9) return undefined
  return mistake('a VBR quality is a whole number from 0 (best) to 9')
}

const depth: Rule = ({ format, bitDepth }) => {
  if (bitDepth === undefined) return undefined
  if (isLossy(format)) return { field: 'bitDepth', message: `${format} knows no bit depth` }
  return bitDepth === 16 || bitDepth === 24
    ? undefined
    : { field: 'bitDepth', message: 'made are 16 and 24 bits' }
}

const rate: Rule = ({ format, sampleRateHz }) => {
  if (sampleRateHz === undefined || sampleRateHz === 48_000) return undefined
  const field = 'sampleRateHz'
  if (format === 'opus') return { field, message: 'opus is always at 48000 Hz' }
  return sampleRateHz === 44_100 ? undefined : { field, message: 'made are 44100 and 48000 Hz' }
}

const RULES: readonly Rule[] = [bitrate, quality, depth, rate]

/** Throws a RangeError that names the first thing that is not offered. */
export function assertRenditions(renditions: readonly Rendition[]): void {
  const seen = new Set<Format>()
  for (const rendition of renditions) {
    const mistake = renditionMistake(rendition)
    if (mistake) throw new RangeError(`${mistake.field} of ${rendition.format}: ${mistake.message}`)
    if (seen.has(rendition.format)) throw new RangeError(`${rendition.format} is asked for twice`)
    seen.add(rendition.format)
  }
}
