import type { LoudnessTarget } from '@soundmill/events'
import { z } from 'zod'

/** How far from the target is still as promised, in LU, when the client does not say. */
const TOLERANCE_LU = 0.5

/**
 * The targets that have a name, in LUFS and dBTP. Sources: Apple Podcasts audio requirements; Spotify for
 * Creators; EBU R 128; ATSC A/85; AES TD1008 (speech). Their own tolerances are wider than ours or the same.
 */
const NAMED = {
  apple: { integratedLufs: -16, truePeakDbtp: -1 },
  spotify: { integratedLufs: -14, truePeakDbtp: -1 },
  'ebu-r128': { integratedLufs: -23, truePeakDbtp: -1 },
  'atsc-a85': { integratedLufs: -24, truePeakDbtp: -2 },
  'aes-td1008': { integratedLufs: -18, truePeakDbtp: -1 },
} as const

/** What a podcast gets when nobody says otherwise: what Apple asks for, and most others accept. */
const DEFAULT_TARGET: LoudnessTarget = { ...NAMED.apple, toleranceLu: TOLERANCE_LU }

const within = (from: number, to: number, unit: string) => {
  const message = `must be a number from ${from} to ${to} ${unit}`
  return z.number(message).min(from, message).max(to, message)
}

const names = [
  'apple',
  'spotify',
  'ebu-r128',
  'atsc-a85',
  'aes-td1008',
] as const satisfies (keyof typeof NAMED)[]

const Name = z.enum(names, `must be one of ${names.join(', ')}, or an object with integratedLufs`)

/**
 * Softer than −31 LUFS is no delivery target anywhere (the softest is cinema's dialogue at −27 or −31);
 * louder than −9 cannot be reached without destroying speech. Above −0.5 dBTP no lossy codec keeps its
 * word, below −9 there is no headroom left to use.
 */
const Numbers = z.strictObject({
  integratedLufs: within(-31, -9, 'LUFS').optional(),
  truePeakDbtp: within(-9, -0.5, 'dBTP').optional(),
  toleranceLu: within(0.1, 2, 'LU').optional(),
})

/** Where the loudness must land: a standard by its name, or the numbers themselves. */
export const RequestedLoudness = z.strictObject({
  target: z.union([Name, Numbers]).optional(),
})

export type RequestedLoudness = z.infer<typeof RequestedLoudness>

/** The numbers of a target; those not given are those of the default. */
export function resolveLoudness({ target = {} }: RequestedLoudness = {}): LoudnessTarget {
  const numbers = typeof target === 'string' ? NAMED[target] : target
  return { ...DEFAULT_TARGET, ...numbers }
}
