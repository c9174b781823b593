/** ReplayGain 2.0 levels everything at −18 LUFS. */
const REPLAYGAIN_LUFS = -18
/** R128_TRACK_GAIN is relative to −23 LUFS (RFC 7845, section 5.2.1). */
const R128_LUFS = -23

/** `-2.00 dB`: what a player adds to be at ReplayGain's level. */
export function replayGain(lufs: number): string {
  return `${(REPLAYGAIN_LUFS - lufs).toFixed(2)} dB`
}

/** In 256ths of a decibel, as the 16 bits of Opus have it. */
export function r128Gain(lufs: number): string {
  const q8 = Math.round((R128_LUFS - lufs) * 256)
  return String(Math.max(-32_768, Math.min(32_767, q8)))
}

/** What everybody who cannot see the waveform writes for its statistics and its peak. */
const UNKNOWN = [0x24ca8, 0x24ca8, 0x7fff, 0x7fff, 0x24ca8, 0x24ca8]

/**
 * Sound Check's ten numbers, as everybody computes them from ReplayGain: four say how much power it takes to sound
 * as loud (left and right, relative to 1/1000 and to 1/2500 W), six are not known.
 */
export function soundCheck(lufs: number): string {
  const power = 10 ** ((lufs - REPLAYGAIN_LUFS) / 10)
  const powers = [1000, 1000, 2500, 2500].map((unit) => Math.min(65_534, Math.round(unit * power)))
  return [...powers, ...UNKNOWN].map((n) => ` ${n.toString(16).toUpperCase().padStart(8, '0')}`).join('')
}
