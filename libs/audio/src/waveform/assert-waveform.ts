import type { WaveformOptions } from '../waveform-options.ts'

const MAX_SAMPLES_PER_PIXEL = 1_000_000
/** As many magnifications as a player can tell apart, and few enough open files. */
export const MAX_ZOOMS = 8

/** Throws a RangeError that names what is not offered. */
export function assertWaveform({ samplesPerPixel, bits, zooms = [] }: WaveformOptions): void {
  for (const zoom of [samplesPerPixel, ...zooms]) {
    if (!Number.isInteger(zoom) || zoom < 2 || zoom > MAX_SAMPLES_PER_PIXEL) {
      throw new RangeError(`a waveform of ${zoom} samples per pixel is not offered`)
    }
  }
  if (bits !== 8 && bits !== 16) throw new RangeError(`a waveform of ${bits} bits is not offered`)
  if (zooms.length > MAX_ZOOMS) throw new RangeError(`${zooms.length} zooms of a waveform are not offered`)
  const all = [samplesPerPixel, ...zooms]
  const twice = all.find((zoom, i) => all.indexOf(zoom) !== i)
  if (twice !== undefined) throw new RangeError(`a waveform of ${twice} samples per pixel is asked for twice`)
}
