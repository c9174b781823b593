import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createStatistics } from './statistics.ts'

const of = (samples: number[], channels: 1 | 2, rateHz = 10) => {
  const statistics = createStatistics(channels, rateHz)
  statistics.add(Int16Array.from(samples))
  return statistics.result()
}

const stereo = fc
  .array(fc.tuple(fc.integer({ min: -32_768, max: 32_767 }), fc.integer({ min: -32_768, max: 32_767 })), {
    minLength: 1,
    maxLength: 200,
  })
  .map((frames) => frames.flat())

describe('statistics of samples', () => {
  it('do not depend on how the samples are cut into chunks', () => {
    fc.assert(
      fc.property(stereo, fc.array(fc.nat(200)), (samples, cuts) => {
        const chunked = createStatistics(2, 10)
        const places = [0, ...cuts.map((cut) => Math.min(samples.length, 2 * cut)), samples.length]
        places.sort((a, b) => a - b)
        for (const [i, end] of places.entries())
          chunked.add(Int16Array.from(samples.slice(places[i - 1] ?? 0, end)))
        expect(chunked.result()).toEqual(of(samples, 2))
      }),
    )
  })

  it('tell offset, power and peak of each channel', () => {
    const [left, right] = of([16_384, 0, 16_384, -32_768], 2).channels
    expect(left).toEqual({ mean: 0.5, rms: 0.5, peak: 0.5, clippedRuns: 0 })
    expect(right).toMatchObject({ mean: -0.5, peak: 1, clippedRuns: 0 })
    expect(right?.rms).toBeCloseTo(Math.SQRT1_2)
  })

  it('count three samples at full scale in a row as one clipped wave, two as none', () => {
    const clipped = [32_767, 32_767, 32_767, 32_767, 0, -32_768, -32_768, -32_768, 0, 32_767, 32_767]
    expect(of(clipped, 1).channels[0]?.clippedRuns).toBe(2)
  })

  it('find the longest silence, at the end as well', () => {
    const silence = (seconds: number) => Array<number>(seconds * 10).fill(20)
    const loud = [5000, -5000]
    const middle = of([...silence(1), ...loud, ...silence(5), ...loud, ...silence(3)], 1)
    expect(middle.longestSilence).toEqual({ seconds: 5, atSeconds: 1.2 })
    expect(of([...loud, ...silence(3)], 1).longestSilence).toEqual({ seconds: 3, atSeconds: 0.2 })
  })

  it('hear two sides cancel each other, not two that differ, and nothing in silence', () => {
    const wave = Array.from({ length: 40 }, (_, i) => Math.round(9000 * Math.sin(i)))
    const inverted = of(
      wave.flatMap((sample) => [sample, -sample]),
      2,
    )
    expect(inverted).toMatchObject({ audibleSeconds: 4, cancelingSeconds: 4 })
    expect(
      of(
        wave.flatMap((sample, i) => [sample, wave[39 - i] ?? 0]),
        2,
      ).cancelingSeconds,
    ).toBeLessThan(4)
    expect(
      of(
        wave.flatMap((sample) => [sample, sample]),
        2,
      ).cancelingSeconds,
    ).toBe(0)
    expect(
      of(
        wave.flatMap(() => [1, -1]),
        2,
      ),
    ).toMatchObject({ audibleSeconds: 0, cancelingSeconds: 0 })
  })
})
