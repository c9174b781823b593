import type { Levels } from '../loudness.ts'
import { createWindows } from './windows.ts'

export const FULL_SCALE = 32_768

/** Half a second, in samples: the window in which the checks of audiobook platforms (ACX) look for a noise floor. */
export function halfSecond(channels: 1 | 2, sampleRateHz: number): number {
  return channels * Math.max(1, Math.round(sampleRateHz / 2))
}

/**
 * Adds up the levels of windows of `size` samples. Powers are sums of squares of 16-bit samples: whole numbers,
 * exact within a window. Full scale is 1, so that the RMS of the loudest sine is −3.01 dBFS (as in ffmpeg's astats
 * and in Audacity; AES-17 counts 3.01 more).
 */
export function createLevelSums(size: number) {
  let [samples, power, peak] = [0, 0, 0]
  let quietest: number | undefined
  return {
    add(window: { samples: number; power: number; peak: number }): void {
      samples += window.samples
      power += window.power / FULL_SCALE
      peak = Math.max(peak, window.peak)
      if (window.samples === size) quietest = Math.min(quietest ?? window.power, window.power)
    },
    result(): Levels {
      const floor = quietest === undefined ? undefined : rmsDbfs(quietest / FULL_SCALE, size)
      return {
        rmsDbfs: rmsDbfs(power, samples),
        samplePeakDbfs: dbfs(peak / FULL_SCALE),
        ...(floor !== undefined && { noiseFloorDbfs: floor }),
      }
    },
  }
}

/** Levels of interleaved 16-bit samples, in one pass and constant memory. */
export function createLevels(channels: 1 | 2, sampleRateHz: number) {
  const size = halfSecond(channels, sampleRateHz)
  const sums = createLevelSums(size)
  let [power, peak] = [0, 0]
  const scan = (samples: Int16Array, from: number, to: number) => {
    let [squares, highest] = [0, peak]
    for (let i = from; i < to; i++) {
      const amplitude = Math.abs(samples[i] ?? 0)
      squares += amplitude * amplitude
      if (amplitude > highest) highest = amplitude
    }
    power += squares
    peak = highest
  }
  const windows = createWindows(size, scan, (filled) => {
    sums.add({ samples: filled, power, peak })
    power = 0
  })
  return {
    add: windows.add,
    result(): Levels {
      windows.end()
      return sums.result()
    },
  }
}

function rmsDbfs(power: number, samples: number): number | null {
  return dbfs(Math.sqrt(power / Math.max(1, samples) / FULL_SCALE))
}

/** To a hundredth. */
function dbfs(amplitude: number): number | null {
  return amplitude > 0 ? Math.round(2000 * Math.log10(amplitude)) / 100 + 0 : null
}
