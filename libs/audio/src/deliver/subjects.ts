import type { Inspected } from '../inspected.ts'
import type { RenderedFile } from '../rendered.ts'
import type { Subject } from './judge.ts'

/** The recording as it came: its levels are judged, its format is not, because nobody delivers it. */
export function recordingAsSubject({ loudness, levels, decodedDurationSeconds }: Inspected): Subject {
  return { ...loudness, ...levels, durationSeconds: decodedDurationSeconds }
}

export function fileAsSubject({ measurements }: RenderedFile): Subject {
  const { loudness, levels, durationSeconds, sampleRateHz, bitrateKbps, codec, constantRate } = measurements
  return {
    ...loudness,
    ...levels,
    ...{ durationSeconds, sampleRateHz, bitrateKbps },
    file: { codec, hasConstantRate: constantRate === true },
  }
}
