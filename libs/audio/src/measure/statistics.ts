import type { Silence } from '../inspected.ts'
import type { Levels } from '../loudness.ts'
import { type ChannelStatistics, createChannel } from './channel-statistics.ts'
import { createLevelSums, halfSecond } from './levels.ts'
import { createPhase, type Phase } from './phase.ts'
import { createSilence } from './silence.ts'
import { createWindows } from './windows.ts'

/** What the samples themselves tell. */
export type Statistics = {
  channels: ChannelStatistics[]
  /** Places at which the wave of a channel is cut off, and when the first of them is. */
  clipping: { places: number; atSeconds?: number }
  levels: Levels
  /** From two seconds on, in order; at most the 1,000 longest. */
  silences: Silence[]
  /** Of stereo. */
  phase?: Phase
}

const SILENCE_SECONDS = 2

/**
 * Collects statistics of interleaved 16-bit samples in constant memory. ffmpeg's astats, silencedetect and
 * aphasemeter would cost several times as much, and begin anew when a source changes its format.
 */
export function createStatistics(channels: 1 | 2, sampleRateHz: number) {
  const samplesPerSecond = channels * sampleRateHz
  const size = halfSecond(channels, sampleRateHz)
  const left = createChannel(0, channels)
  const right = channels === 2 ? createChannel(1, channels) : undefined
  const silence = createSilence(SILENCE_SECONDS * samplesPerSecond)
  const levels = createLevelSums(size)
  const phase = createPhase(samplesPerSecond)
  const window = { left: 0, right: 0, cross: 0 }
  const scan = (samples: Int16Array, from: number, to: number) => {
    window.left += left.add(samples, from, to)
    if (!right) return
    window.right += right.add(samples, from, to)
    window.cross += crossOf(samples, from, to)
  }
  const windows = createWindows(size, scan, (filled) => {
    const peak = Math.max(left.peak(), right?.peak() ?? 0)
    levels.add({ samples: filled, power: window.left + window.right, peak })
    if (right) phase.add({ ...window, samples: filled })
    window.left = window.right = window.cross = 0
  })
  return {
    add(samples: Int16Array): void {
      windows.add(samples)
      silence.add(samples)
    },
    /** To be called once, at the end. */
    result(): Statistics {
      windows.end()
      const sides = [left, ...(right ? [right] : [])].map((side) => side.result())
      return {
        channels: sides,
        clipping: clippingOf(sides, sampleRateHz),
        levels: levels.result(),
        silences: silence.result().map(({ length, at }) => ({
          atSeconds: at / samplesPerSecond,
          seconds: length / samplesPerSecond,
        })),
        ...(right && { phase: phase.result() }),
      }
    },
  }
}

function clippingOf(sides: readonly ChannelStatistics[], sampleRateHz: number): Statistics['clipping'] {
  const places = sides.reduce((total, { clippedRuns }) => total + clippedRuns, 0)
  const frames = sides.map(({ firstClippedFrame }) => firstClippedFrame ?? Number.POSITIVE_INFINITY)
  return { places, ...(places > 0 && { atSeconds: Math.min(...frames) / sampleRateHz }) }
}

function crossOf(samples: Int16Array, from: number, to: number): number {
  let cross = 0
  for (let i = from; i < to; i += 2) cross += (samples[i] ?? 0) * (samples[i + 1] ?? 0)
  return cross
}
