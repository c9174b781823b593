import type { Probed } from './probe.ts'

/** Their headers name the rate that was asked for, not the one that came out. */
const NOMINAL = ['vorbis', 'wmav1', 'wmav2', 'wmapro']

export type Weight = { fileBytes: number; pictureBytes: number; durationSeconds: number }

/**
 * Kilobits per second of the audio, averaged. From the size of the file where there is only audio in it (tags and
 * headers are counted as audio); as declared where something else is, or the codec says it exactly.
 */
export function bitrateKbps(probed: Probed, weight: Weight): number | undefined {
  const { declaredKbps, durationIsGuess, onlyAudio, codec } = probed
  const exact = declaredKbps !== undefined && !durationIsGuess && !NOMINAL.includes(codec)
  if (exact || !onlyAudio) return declaredKbps
  return kbpsOf(weight)
}

/** Of everything in the file but its picture. */
export function kbpsOf({ fileBytes, pictureBytes, durationSeconds }: Weight): number {
  return ((fileBytes - pictureBytes) * 8) / 1000 / durationSeconds
}
