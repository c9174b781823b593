import type { EndedJob } from '../views/job-keys.ts'

/** How fast a job was worked, in seconds of audio for a second of work. Absent is what cannot be said of it. */
export type Speed = {
  /** Fetching and measuring: from started to inspected. */
  measuring?: number
  /** Encoding, verifying and storing: from inspected to the end. */
  making?: number
  overall?: number
}

/**
 * What the facts of a job tell of its speed. Only one that succeeded was made to the end; and where an earlier
 * attempt than the one that ended it measured the sources, nobody knows how long this one took to.
 */
export function speedOf({ outcome, startedAt, inspectedAt, endedAt, durationSeconds }: EndedJob): Speed {
  if (startedAt === undefined || durationSeconds === undefined) return {}
  const factor = (from: string, to: string) => durationSeconds / ((Date.parse(to) - Date.parse(from)) / 1000)
  const isDone = outcome === 'succeeded'
  return known({
    ...(inspectedAt !== undefined && { measuring: factor(startedAt, inspectedAt) }),
    ...(inspectedAt !== undefined && isDone && { making: factor(inspectedAt, endedAt) }),
    ...(isDone && { overall: factor(startedAt, endedAt) }),
  })
}

/** Clocks of different precision, silence without length: what is no speed is none. */
function known({ measuring, making, overall }: Speed): Speed {
  return {
    ...(isSpeed(measuring) && { measuring }),
    ...(isSpeed(making) && { making }),
    ...(isSpeed(overall) && { overall }),
  }
}

const isSpeed = (value: number | undefined): value is number =>
  value !== undefined && Number.isFinite(value) && value > 0
