import type { LoudnessTarget } from './loudness.ts'

/** How far from the target a rendition may be before it is a finding, in LU, when nobody says otherwise. */
export const TOLERANCE_LU = 0.5

/**
 * What a target of one's own may be, in LUFS. Softer is no delivery target anywhere (the softest is cinema's
 * dialogue at −27 or −31); louder cannot be reached without destroying speech.
 */
export const TARGET_LUFS = { min: -31, max: -9 } as const

/**
 * The loudness targets that have a name, in LUFS and dBTP. Sources: Apple Podcasts audio requirements;
 * Spotify for Creators; EBU R 128; ATSC A/85; AES TD1008 (speech); PRX Porter (−16 to −19, hence its middle).
 * Their own tolerances are wider than ours, or the same. ACX asks for RMS instead: see the preset
 * `audiobook-acx`.
 */
export const TARGETS = {
  apple: target(-16, -1),
  spotify: target(-14, -1),
  'ebu-r128': target(-23, -1),
  'atsc-a85': target(-24, -2),
  'aes-td1008': target(-18, -1),
  prx: target(-17.5, -1),
} as const

export type TargetName = keyof typeof TARGETS

export function isTargetName(name: string): name is TargetName {
  return Object.hasOwn(TARGETS, name)
}

function target(integratedLufs: number, truePeakDbtp: number): LoudnessTarget {
  return { integratedLufs, truePeakDbtp, toleranceLu: TOLERANCE_LU }
}
