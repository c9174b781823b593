import type { LoudnessTarget } from '../loudness.ts'
import { PROFILES, type Profile, type ProfileName, type Quantity } from './profiles.ts'

/**
 * The profiles that files made for this target are meant for: those that ask for this loudness. Whether the
 * files came out so is not said here. Where peaks of samples are limited, the target must leave room for that too.
 */
export function madeFor({ integratedLufs, truePeakDbtp }: LoudnessTarget): ProfileName[] {
  const meant = PROFILES.filter((profile) => {
    const { min = -Infinity, max = Infinity } = profile.speechLufs ?? ruleOf(profile, 'integratedLufs')
    const { max: peak = Infinity } = ruleOf(profile, 'samplePeakDbfs')
    return integratedLufs >= min - EDGE && integratedLufs <= max + EDGE && truePeakDbtp <= peak + EDGE
  })
  return meant.map(({ name }) => name)
}

/** Forgives what binary fractions do to the edges. */
const EDGE = 1e-6

function ruleOf({ rules }: Profile, quantity: Quantity): { min?: number; max?: number } {
  return rules.find((rule) => rule.quantity === quantity) ?? {}
}
