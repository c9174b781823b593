import type { Inspected } from '../inspected.ts'
import type { RenderedFile } from '../rendered.ts'
import { bitsPerSecond } from './delivery.ts'
import type { Subject } from './judge.ts'

/** The recording as it came: its levels are judged, its format is not, because nobody delivers it. */
export function recordingAsSubject({ loudness, levels, decodedDurationSeconds }: Inspected): Subject {
  return { ...loudness, ...levels, durationSeconds: decodedDurationSeconds }
}

export function fileAsSubject(file: RenderedFile): Subject {
  const { loudness, levels, durationSeconds, sampleRateHz, codec } = file.measurements
  const bitrate = bitsPerSecond(file)
  return {
    ...loudness,
    ...levels,
    ...{ durationSeconds, sampleRateHz },
    ...(bitrate !== undefined && { bitrateKbps: Math.round(bitrate / 1000) }),
    file: { codec, constantRate: hasConstantRate(file) },
  }
}

/** By how it was made; of copied packets it is not known. */
function hasConstantRate({ making }: RenderedFile): boolean | undefined {
  if (making.copied) return undefined
  return making.arguments.includes('-b:a') && !making.arguments.includes('-q:a')
}
