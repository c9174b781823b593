import type { Loudness } from '../loudness.ts'

const ABSOLUTE_GATE_LUFS = -70
const DUAL_MONO_LU = 10 * Math.log10(2)

/**
 * What a meter shows of a mono recording that was measured as dual mono, when it counts the channel once; null
 * where it would count nothing. Twice the power is 3.01 LU in every block, and the relative gate moves along, so
 * subtracting is exact but for rounding (0.1 LU). Only the absolute gate stands still: blocks between −70 and
 * −66.99 LUFS are counted in dual mono and not in one channel. Below the relative gate of anything louder than
 * about −57 LUFS they change next to nothing; of a recording as quiet as that, this is an estimate.
 */
export function singleChannelLufs({ integratedLufs }: Pick<Loudness, 'integratedLufs'>): number | null {
  if (integratedLufs === null) return null
  const single = Math.round(10 * (integratedLufs - DUAL_MONO_LU)) / 10
  return single > ABSOLUTE_GATE_LUFS ? single : null
}
