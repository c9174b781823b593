import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { inspectedAs } from '../testing/inspected-as.ts'
import { clipOf, loudestStart } from './clip.ts'

const hour = inspectedAs({ decodedDurationSeconds: 3600, curve: [] })

describe('the stretch of a preview', () => {
  it.each([
    ['where it was asked for', { seconds: 30, startSeconds: 100.5 }, { atSeconds: 100.5, seconds: 30 }],
    [
      'so long all the same near the end',
      { seconds: 30, startSeconds: 3590 },
      { atSeconds: 3570, seconds: 30 },
    ],
    ['at the start when nothing is heard', { seconds: 5 }, { atSeconds: 0, seconds: 5 }],
  ])('is %s', (_, asked, clip) => {
    expect(clipOf(asked, hour)).toEqual(clip)
  })

  it('is the whole of a recording that is shorter', () => {
    const short = inspectedAs({ decodedDurationSeconds: 12.5, curve: [] })
    expect(clipOf({ seconds: 30 }, short)).toEqual({ atSeconds: 0, seconds: 12.5 })
    expect(clipOf({ seconds: 30, startSeconds: 6 }, short)).toEqual({ atSeconds: 0, seconds: 12.5 })
  })

  it.each([
    { seconds: 4.9 },
    { seconds: 301 },
    { seconds: Number.NaN },
    { seconds: 30, startSeconds: -1 },
    { seconds: 30, startSeconds: 3600 },
    { seconds: 30, startSeconds: Number.NaN },
  ])('is refused when it is not offered or not there: %o', (asked) => {
    expect(() => clipOf(asked, hour)).toThrow(RangeError)
  })

  it('is the loudest, by its power and not by the mean of its decibels', () => {
    const curve = [
      ...Array(20).fill(-20),
      ...Array(6).fill(-60),
      ...[-60, -10, -10, -10, -60],
      ...Array(20).fill(-20),
    ]
    expect(loudestStart(curve, 6)).toBeGreaterThanOrEqual(24)
    expect(loudestStart(curve, 6)).toBeLessThanOrEqual(27)
    expect(loudestStart([null, null, null, -40, null, null], 5)).toBe(0)
  })

  it('has no louder one beside it', () => {
    const level = fc.option(fc.integer({ min: -70, max: 0 }), { nil: null })
    fc.assert(
      fc.property(
        fc.array(level, { minLength: 1, maxLength: 40 }),
        fc.integer({ min: 5, max: 12 }),
        (curve, n) => {
          const power = (start: number) =>
            curve
              .slice(start + 2, start + n)
              .reduce<number>((sum, lufs) => sum + (lufs === null ? 0 : 10 ** (lufs / 10)), 0)
          const starts = Array.from({ length: Math.max(1, curve.length - n + 1) }, (_, start) => start)
          const best = loudestStart(curve, n)
          expect(starts).toContain(best)
          expect(power(best)).toBeGreaterThanOrEqual(Math.max(...starts.map(power)) * (1 - 1e-6))
        },
      ),
    )
  })
})
