import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { correct, isWithin, isWorthAnotherTry, planFor } from './plan.ts'

const TARGET = { integratedLufs: -16, truePeakDbtp: -1, toleranceLu: 0.5 }
const measured = (integratedLufs: number | null, truePeakDbtp: number | null) => ({
  ...{ integratedLufs, truePeakDbtp, loudnessRangeLu: null, maxShortTermLufs: null },
})

describe('the plan for a rendition', () => {
  it('is a gain to the target, with what the encoder takes away put on top', () => {
    const mp3 = planFor(measured(-23, -9), TARGET, { format: 'mp3', bitrateKbps: 128 })
    expect(mp3.gainDb).toBeCloseTo(7.446)
    expect(mp3.limitDbfs).toBeCloseTo(-1.554)
    const opus = planFor(measured(-12.5, -2), TARGET, { format: 'opus', bitrateKbps: 96 })
    expect(opus.gainDb).toBeCloseTo(-3.5)
  })

  it('leaves silence alone and raises by at most 20 dB', () => {
    const rendition = { format: 'opus', bitrateKbps: 96 } as const
    expect(planFor(measured(null, null), TARGET, rendition)).toMatchObject({ gainDb: 0, aimLufs: null })
    expect(planFor(measured(-50.1, -40), TARGET, rendition)).toMatchObject({ gainDb: 0, aimLufs: null })
    expect(planFor(measured(-40, -30), TARGET, rendition)).toMatchObject({ gainDb: 20, aimLufs: -20 })
  })

  it('is made again near a bound, and what is not made again is within it', () => {
    const rendition = { format: 'm4a', bitrateKbps: 128 } as const
    const source = measured(-20, -10)
    const plan = planFor(source, TARGET, rendition)
    const tenths = (min: number, max: number) =>
      fc.integer({ min: 10 * min, max: 10 * max }).map((n) => n / 10)
    fc.assert(
      fc.property(tenths(-20, -12), tenths(-6, 3), (lufs, peak) => {
        const result = measured(lufs, peak)
        if (!isWorthAnotherTry(plan, TARGET, source, result))
          expect(isWithin(plan, TARGET, result)).toBe(true)
        const next = correct(plan, TARGET, result)
        expect(Math.sign(next.gainDb - plan.gainDb)).toBe(Math.sign(Number((-16 - lufs).toFixed(1))))
        expect(next.limitDbfs < plan.limitDbfs).toBe(peak > -1.05)
      }),
    )
  })
})
