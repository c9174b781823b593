import { DEFAULT_PRESET, isTargetName, PRESETS, TARGET_LUFS, TARGETS } from '@soundmill/audio'
import type { LoudnessTarget } from '@soundmill/events'
import { z } from 'zod'

const within = (from: number, to: number, unit: string) => {
  const message = `must be a number from ${from} to ${to} ${unit}`
  return z.number(message).min(from, message).max(to, message)
}

const names = Object.keys(TARGETS).filter(isTargetName)

const Name = z.enum(names, `must be one of ${names.join(', ')}, or an object with integratedLufs`)

/** Above −0.5 dBTP no lossy codec keeps its word, below −9 there is no headroom left to use. */
const Numbers = z.strictObject({
  integratedLufs: within(TARGET_LUFS.min, TARGET_LUFS.max, 'LUFS').optional(),
  truePeakDbtp: within(-9, -0.5, 'dBTP').optional(),
  toleranceLu: within(0.1, 2, 'LU').optional(),
})

/** Where the loudness must land: a standard by its name, or the numbers themselves. */
export const RequestedLoudness = z.strictObject({
  target: z.union([Name, Numbers]).optional(),
})

export type RequestedLoudness = z.infer<typeof RequestedLoudness>

/** The numbers of a target; those not given are those of the preset. */
export function resolveLoudness(
  { target = {} }: RequestedLoudness = {},
  preset: LoudnessTarget = PRESETS[DEFAULT_PRESET].loudness,
): LoudnessTarget {
  const numbers = typeof target === 'string' ? TARGETS[target] : target
  return { ...preset, ...numbers }
}
