import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { EndedJob } from '../views/job-keys.ts'
import { lengthOf, pacesOf } from './paces.ts'
import { quantile } from './quantile.ts'
import { speedOf } from './speed.ts'

const at = (seconds: number) => new Date(Date.UTC(2026, 0, 1) + seconds * 1000).toISOString()

/** Ten minutes of audio: measured in `measuring` seconds, made in `making`. */
function ended(measuring: number, making: number, more: Partial<EndedJob> = {}): EndedJob {
  return {
    ...{ job: 'job', lane: 'normal', sequence: 1, outcome: 'succeeded' as const, attempts: 1, strikes: 0 },
    ...{ submittedAt: at(0), startedAt: at(10), inspectedAt: at(10 + measuring) },
    ...{ endedAt: at(10 + measuring + making), bytes: 6_000_000, mediaType: 'audio/mpeg' },
    durationSeconds: 600,
    ...more,
  }
}

describe('the speed of a job', () => {
  it('is seconds of audio for a second of work, for each step and overall', () => {
    expect(speedOf(ended(2, 18))).toEqual({ measuring: 300, making: 600 / 18, overall: 30 })
  })

  it('is known for measuring alone when it was not made to the end', () => {
    expect(speedOf(ended(2, 1, { outcome: 'failed' }))).toEqual({ measuring: 300 })
  })

  it('is not known of a step that another attempt did, or that took no time', () => {
    const { measuring, making } = speedOf(ended(2, 18, { inspectedAt: at(5) }))
    expect(measuring).toBeUndefined()
    expect(making).toBeGreaterThan(0)
    expect(speedOf(ended(0, 18))).not.toHaveProperty('measuring')
    const { durationSeconds: _, ...unmeasured } = ended(2, 18)
    expect(speedOf(unmeasured)).toEqual({})
  })
})

describe('paces', () => {
  it('are assumed, and say so, while nothing was measured', () => {
    const paces = pacesOf([])
    expect(paces).toMatchObject({ basis: 'assumed', jobs: 0 })
    expect(paces.measuring).toBeGreaterThan(paces.making)
    const minute = { bytes: 60 * 176_400, mediaType: 'audio/wav' }
    expect(lengthOf(minute, paces)).toBeCloseTo(60)
  })

  it('are those of the job in the middle: one that took an hour does not spoil them', () => {
    const jobs = [ended(2, 20), ended(2, 20), ended(2, 20), ended(2, 3600), ended(900, 20)]
    expect(pacesOf(jobs)).toMatchObject({ measuring: 300, making: 30, basis: 'measured', jobs: 5 })
  })

  it('are those of the long job where short ones only tell what every job costs', () => {
    const short = ended(1, 2, { durationSeconds: 10 })
    const long = ended(5, 60, { durationSeconds: 1_500 })
    expect(pacesOf([...Array.from({ length: 20 }, () => short), long])).toMatchObject({
      ...{ measuring: 300, making: 25, jobs: 21 },
    })
  })

  it('guess the length of what was not decoded yet by its media type, then by all that was seen', () => {
    const big = { mediaType: 'audio/x-own', bytes: 60_000_000 }
    const paces = pacesOf([ended(2, 20), ended(2, 20), ended(2, 20, big)])
    expect(lengthOf({ bytes: 10_000, mediaType: 'audio/mpeg' }, paces)).toBeCloseTo(1)
    expect(lengthOf({ bytes: 100_000, mediaType: 'audio/x-own' }, paces)).toBeCloseTo(1)
    expect(lengthOf({ bytes: 10_000, mediaType: 'audio/x-other' }, paces)).toBeCloseTo(1)
    expect(lengthOf({ bytes: 1, mediaType: 'audio/mpeg', durationSeconds: 42 }, paces)).toBe(42)
  })
})

describe('a quantile', () => {
  it('is one of the values, and at least its share of them do not exceed it', () => {
    const values = fc.array(fc.integer(), { minLength: 1 })
    const share = fc.double({ min: 0, max: 1, noNaN: true })
    fc.assert(
      fc.property(values, share, (all, part) => {
        const found = quantile(all, part)
        if (found === undefined) throw new Error('there is one')
        expect(all).toContain(found)
        expect(all.filter((value) => value <= found).length).toBeGreaterThanOrEqual(part * all.length - 1e-9)
      }),
    )
    expect(quantile([], 0.5)).toBeUndefined()
  })
})
