import {
  isFormat,
  isTargetName,
  type LoudnessTarget,
  type Rendition,
  renditionMistake,
  TARGET_LUFS,
  TARGETS,
} from '@soundmill/audio'

/** `mp3:192,m4a,flac:24`, `mp3:v2`. Throws an Error that names what is not offered. */
export function readRenditions(list: string): Rendition[] {
  const renditions = list.split(',').map((word) => readRendition(word.trim()))
  for (const { format } of renditions) {
    if (renditions.filter((other) => other.format === format).length > 1)
      throw new Error(`${format} is asked for twice`)
  }
  return renditions
}

function readRendition(word: string): Rendition {
  const [format = '', detail] = word.split(':')
  if (!isFormat(format)) throw new Error(`unknown format ${format}`)
  const rendition: Rendition = { format, ...detailOf(format, detail) }
  const mistake = renditionMistake(rendition)
  if (mistake) throw new Error(`${word}: ${mistake.message}`)
  return rendition
}

function detailOf(format: string, detail: string | undefined): Partial<Rendition> {
  if (detail === undefined) return {}
  const [, quality] = /^v(\d)$/.exec(detail) ?? []
  if (quality !== undefined) return { vbrQuality: Number(quality) }
  if (!/^\d+$/.test(detail)) throw new Error(`${format}:${detail} is not understood`)
  if (format !== 'flac' && format !== 'wav') return { bitrateKbps: Number(detail) }
  if (detail !== '16' && detail !== '24') throw new Error(`${format} is made with 16 or 24 bits`)
  return { bitDepth: detail === '16' ? 16 : 24 }
}

/** A target's name or LUFS; what they leave open is the preset's. */
export function readLoudness(word: string | undefined, preset: LoudnessTarget): LoudnessTarget {
  if (word === undefined) return preset
  if (isTargetName(word)) return TARGETS[word]
  const integratedLufs = Number(word.replace('−', '-'))
  const { min, max } = TARGET_LUFS
  if (integratedLufs >= min && integratedLufs <= max) return { ...preset, integratedLufs }
  const names = Object.keys(TARGETS).join(', ')
  throw new Error(`the target is one of ${names}, or ${min} to ${max} LUFS, not ${word}`)
}
