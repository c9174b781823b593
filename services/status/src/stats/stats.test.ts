import { describe, expect, it } from 'vitest'
import { MEASURED_OVER } from '../queue/queue.ts'
import type { EndedRow } from '../store/index.ts'
import { statsOf } from './stats.ts'
import { spreadOf } from './summary.ts'

const NOW = Date.UTC(2026, 0, 1)
const ago = (seconds: number) => new Date(NOW - seconds * 1000).toISOString()

/** Half an hour of audio that was waited for a second and worked for ten, and ended so many seconds ago. */
function ended(seconds: number, more: Partial<EndedRow> = {}): EndedRow {
  return {
    ...{ job: 'job', episode: 'episode', show: 'show', lane: 'normal', sequence: 1, strikes: 0 },
    ...{ outcome: 'succeeded' as const, attempts: 1, bytes: 1_000, mediaType: 'audio/wav' },
    ...{ submittedAt: ago(seconds + 11), startedAt: ago(seconds + 10), inspectedAt: ago(seconds + 9) },
    ...{ endedAt: ago(seconds), durationSeconds: 1_800 },
    ...more,
  }
}

describe('throughput', () => {
  it('is of what ended in the last hour and the last day; hours and bytes are of what succeeded', () => {
    const rows = [ended(60), ended(120, { outcome: 'failed' }), ended(7_200), ended(90_000)]
    expect(statsOf([], rows, NOW).throughput).toEqual({
      lastHour: { seconds: 3_600, jobs: 2, succeeded: 1, audioHours: 0.5, bytes: 1_000 },
      lastDay: { seconds: 86_400, jobs: 3, succeeded: 2, audioHours: 1, bytes: 2_000 },
    })
  })

  it('is exact enough for a few seconds of audio', () => {
    const { audioHours } = statsOf([], [ended(60, { durationSeconds: 11 })], NOW).throughput.lastHour
    expect(audioHours * 3600).toBeCloseTo(11, 2)
  })

  it('is of a shorter time, and says so, where more ended in it than was looked at', () => {
    const rows = Array.from({ length: MEASURED_OVER }, (_, at) => ended(at + 1))
    const { lastHour, lastDay } = statsOf([], rows, NOW).throughput
    expect(lastHour).toMatchObject({ seconds: MEASURED_OVER, jobs: MEASURED_OVER })
    expect(lastDay).toEqual(lastHour)
  })
})

describe('what was measured', () => {
  it('is told with over how many jobs, and since when', () => {
    const stats = statsOf([], [ended(1), ended(5)], NOW)
    expect(stats.measured).toEqual({ jobs: 2, since: ago(5) })
    expect(stats.queueWaitSeconds).toEqual({ median: 1, p90: 1 })
    expect(stats.realtimeFactor).toEqual({
      measuring: { median: 1_800, p90: 1_800 },
      making: { median: 200, p90: 200 },
      overall: { median: 180, p90: 180 },
    })
    expect(statsOf([], [], NOW)).toMatchObject({ measured: { jobs: 0 }, realtimeFactor: {}, attempts: {} })
  })

  it('leaves the wait out of a job that was tried again', () => {
    expect(statsOf([], [ended(1, { attempts: 2 })], NOW)).not.toHaveProperty('queueWaitSeconds')
  })
})

describe('counts', () => {
  it('are summed over outcomes and codes, of episodes that are there', () => {
    const stats = statsOf(
      [
        { state: 'waiting', episodes: 3 },
        { state: 'finished', outcome: 'succeeded', episodes: 5 },
        { state: 'finished', outcome: 'failed', code: 'gave_up', episodes: 1 },
        { state: 'finished', outcome: 'failed', code: 'corrupt_input', episodes: 2 },
        { state: 'deleted', outcome: 'failed', code: 'corrupt_input', episodes: 7 },
      ],
      [],
      NOW,
    )
    expect(stats.episodes).toEqual({ waiting: 3, running: 0, retrying: 0, finished: 8, deleted: 7 })
    expect(stats.outcomes).toEqual({ succeeded: 5, failed: 3, canceled: 0 })
    expect(Object.entries(stats.failures)).toEqual([
      ['corrupt_input', 2],
      ['gave_up', 1],
    ])
  })
})

describe('a spread', () => {
  it('is the middle, and what nine in ten do not exceed', () => {
    expect(spreadOf(Array.from({ length: 100 }, (_, at) => at + 1))).toEqual({ median: 50, p90: 90 })
    expect(spreadOf([])).toBeUndefined()
  })
})
