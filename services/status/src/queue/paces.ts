import type { EndedJob, JobSize } from '../views/job-keys.ts'
import { median, weighedMedian } from './quantile.ts'
import { speedOf } from './speed.ts'

/** How fast work goes here, as far as it was seen. */
export type Paces = {
  /** Seconds of audio for a second of work; see `Speed`. */
  measuring: number
  making: number
  /** Seconds of audio in a byte, by media type, and over all where a type was never seen. */
  secondsPerByte: ReadonlyMap<string, number>
  secondsPerAnyByte: number | undefined
  /** `assumed` when no job that ended has told of one of the two steps. */
  basis: 'measured' | 'assumed'
  /** Over so many jobs that succeeded. */
  jobs: number
}

/**
 * `npm run bench:audio`, two cores: five minutes of 24-bit stereo are inspected in 0.74 s, and everything takes
 * 8.96 s (libs/audio/README.md, "Cost"). A machine of its own pace says so after the first job.
 */
const ASSUMED = { measuring: 400, making: 36 }

/** Uncompressed: 44,100 × 2 channels × 2 bytes a second. FLAC keeps about half of it. All else: 128 kb/s. */
const ASSUMED_BYTES_PER_SECOND = new Map([
  ['audio/wav', 176_400],
  ['audio/x-wav', 176_400],
  ['audio/vnd.wave', 176_400],
  ['audio/flac', 88_200],
])
const ASSUMED_BYTES_PER_SECOND_OF_OTHERS = 16_000

/**
 * What jobs that ended tell of those to come. Medians, in which each counts as much as its audio is long: a job of ten
 * seconds tells mostly of what every job costs, a long one of the pace; and one that hung for an hour spoils nothing.
 */
export function pacesOf(ended: readonly EndedJob[]): Paces {
  const measuring = paceOf(ended, 'measuring')
  const making = paceOf(ended, 'making')
  return {
    measuring: measuring.pace ?? ASSUMED.measuring,
    making: making.pace ?? ASSUMED.making,
    ...densities(ended),
    basis: measuring.pace === undefined || making.pace === undefined ? 'assumed' : 'measured',
    jobs: making.jobs,
  }
}

function paceOf(ended: readonly EndedJob[], step: 'measuring' | 'making') {
  const speeds = ended.flatMap((job) => {
    const value = speedOf(job)[step]
    return value === undefined ? [] : { value, weight: job.durationSeconds ?? 0 }
  })
  return { pace: weighedMedian(speeds), jobs: speeds.length }
}

function densities(ended: readonly EndedJob[]) {
  const byType = new Map<string, number[]>()
  for (const { bytes, mediaType, durationSeconds } of ended) {
    if (durationSeconds === undefined || bytes === 0) continue
    byType.set(mediaType, [...(byType.get(mediaType) ?? []), durationSeconds / bytes])
  }
  const secondsPerByte = new Map<string, number>()
  for (const [type, values] of byType) {
    const middle = median(values)
    if (middle !== undefined) secondsPerByte.set(type, middle)
  }
  return { secondsPerByte, secondsPerAnyByte: median([...byType.values()].flat()) }
}

/** How long the audio of a job is, in seconds: as it was measured, else guessed from its bytes. */
export function lengthOf({ durationSeconds, bytes, mediaType }: JobSize, paces: Paces): number {
  return durationSeconds ?? bytes * densityOf(mediaType, paces)
}

function densityOf(mediaType: string, { secondsPerByte, secondsPerAnyByte }: Paces): number {
  const seen = secondsPerByte.get(mediaType)
  if (seen !== undefined) return seen
  const assumed = ASSUMED_BYTES_PER_SECOND.get(mediaType)
  // What is known of a type is worth more than what was seen of others.
  if (assumed !== undefined) return 1 / assumed
  return secondsPerAnyByte ?? 1 / ASSUMED_BYTES_PER_SECOND_OF_OTHERS
}
