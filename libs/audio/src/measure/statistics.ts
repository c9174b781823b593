import { type ChannelStatistics, createChannel } from './channel-statistics.ts'
import { createPhase } from './phase.ts'
import { createSilence } from './silence.ts'

/** What the samples themselves tell. */
export type Statistics = {
  channels: ChannelStatistics[]
  longestSilence: { seconds: number; atSeconds: number }
  /** Seconds of stereo that can be heard, and those of them in which the two sides cancel each other. */
  audibleSeconds: number
  cancelingSeconds: number
}

/**
 * Collects statistics of interleaved 16-bit samples in constant memory. ffmpeg's astats, silencedetect and
 * aphasemeter would cost several times as much, and begin anew when a source changes its format.
 */
export function createStatistics(channels: 1 | 2, sampleRateHz: number) {
  const sides = Array.from({ length: channels }, createChannel)
  const silence = createSilence()
  const phase = createPhase(sampleRateHz)
  return {
    add(samples: Int16Array): void {
      for (const [channel, side] of sides.entries()) side.add(samples, channel, channels)
      silence.add(samples)
      if (channels === 2) phase.add(samples)
    },
    result(): Statistics {
      const samplesPerSecond = sampleRateHz * channels
      const { length, at } = silence.longest()
      return {
        channels: sides.map((side) => side.result()),
        longestSilence: { seconds: length / samplesPerSecond, atSeconds: at / samplesPerSecond },
        ...phase.result(),
      }
    },
  }
}
