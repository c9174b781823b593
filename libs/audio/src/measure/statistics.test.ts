import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createLevels } from './levels.ts'
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

  it('tell how many waves are clipped on all channels, and when the first is', () => {
    const [top, pause] = [
      [32_767, 0, 32_767, 0, -32_768, 0],
      [5, 5, 5, 5],
    ]
    const clipped = [...pause, ...top, ...pause, ...top.toReversed()]
    expect(of(clipped, 2).clipping).toEqual({ places: 2, atSeconds: 0.2 })
    expect(of(pause, 2).clipping).toEqual({ places: 0 })
  })

  it('find every silence of two seconds and more, at the end as well', () => {
    const silence = (seconds: number) => Array<number>(seconds * 10).fill(20)
    const loud = [5000, -5000]
    const middle = of([...silence(1), ...loud, ...silence(5), ...loud, ...silence(3)], 1)
    expect(middle.silences).toEqual([
      { seconds: 5, atSeconds: 1.2 },
      { seconds: 3, atSeconds: 6.4 },
    ])
    expect(of([...silence(1), ...loud], 1).silences).toEqual([])
  })

  it('keep the thousand longest silences in the order of the recording', () => {
    const part = (seconds: number) => [5000, ...Array<number>(seconds * 10).fill(0)]
    const statistics = createStatistics(1, 10)
    for (let i = 0; i < 2500; i++) statistics.add(Int16Array.from(part(i % 2 === 0 ? 2 : 3)))
    const { silences } = statistics.result()
    expect(silences).toHaveLength(1000)
    expect(silences.every(({ seconds }) => seconds === 3)).toBe(true)
    expect(silences.map(({ atSeconds }) => atSeconds)).toEqual(
      silences.map(({ atSeconds }) => atSeconds).toSorted((a, b) => a - b),
    )
  })

  it('are the same levels as those that are measured alone', () => {
    fc.assert(
      fc.property(stereo, (samples) => {
        const levels = createLevels(2, 10)
        levels.add(Int16Array.from(samples))
        expect(of(samples, 2).levels).toEqual(levels.result())
      }),
    )
  })
})

describe('the two sides of stereo', () => {
  const wave = Array.from({ length: 40 }, (_, i) => Math.round(9000 * Math.sin(i)))
  const phaseOf = (right: (sample: number, i: number) => number) =>
    of(
      wave.flatMap((sample, i) => [sample, right(sample, i)]),
      2,
    ).phase

  it('are heard to cancel each other, and when first', () => {
    const inverted = { audibleSeconds: 4, cancelingSeconds: 4, cancelingAtSeconds: 0, correlation: -1 }
    expect(phaseOf((sample) => -sample)).toEqual(inverted)
    const half = phaseOf((sample, i) => (i < 20 ? sample : -sample))
    expect(half).toMatchObject({ cancelingSeconds: 2, cancelingAtSeconds: 2 })
    expect(half?.correlation).toBeCloseTo(0, 0)
  })

  it('may differ, be the same, or one of them empty', () => {
    expect(phaseOf((_, i) => wave[39 - i] ?? 0)?.cancelingSeconds).toBeLessThan(4)
    expect(phaseOf((sample) => sample)).toEqual({ audibleSeconds: 4, cancelingSeconds: 0, correlation: 1 })
    expect(phaseOf(() => 0)).toMatchObject({ cancelingSeconds: 0, correlation: 0 })
  })

  it('do not cancel each other where one is much quieter, as the voice of another in a microphone', () => {
    const turns = phaseOf((sample) => -0.1 * sample)
    expect(turns).toMatchObject({ cancelingSeconds: 0, correlation: expect.closeTo(-1, 2) })
    expect(phaseOf((sample) => -0.8 * sample)?.cancelingSeconds).toBe(4)
  })

  it('have nothing in common in silence or mono', () => {
    const silence = of(Array<number>(80).fill(1), 2).phase
    expect(silence).toEqual({ audibleSeconds: 0, cancelingSeconds: 0 })
    expect(of(wave, 1).phase).toBeUndefined()
  })
})
