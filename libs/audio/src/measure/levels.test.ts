import { describe, expect, it } from 'vitest'
import { createLevels } from './levels.ts'

const sine = (amplitude: number, frames: number) =>
  Array.from({ length: frames }, (_, i) => Math.round(amplitude * Math.sin((2 * Math.PI * i) / 40)))

const of = (samples: number[], channels: 1 | 2 = 1) => {
  const levels = createLevels(channels, 1000)
  levels.add(Int16Array.from(samples))
  return levels.result()
}

describe('levels', () => {
  it.each([
    ['the loudest sine', sine(32_767, 1000), { rmsDbfs: -3.01, samplePeakDbfs: 0, noiseFloorDbfs: -3.01 }],
    [
      'a sine 20 dB below',
      sine(3277, 1000),
      { rmsDbfs: -23.01, samplePeakDbfs: -20, noiseFloorDbfs: -23.01 },
    ],
    [
      'digital silence',
      Array<number>(1000).fill(0),
      { rmsDbfs: null, samplePeakDbfs: null, noiseFloorDbfs: null },
    ],
    ['nothing', [], { rmsDbfs: null, samplePeakDbfs: null }],
    ['less than half a second', sine(32_767, 400), { rmsDbfs: -3.01, samplePeakDbfs: 0 }],
  ])('are in dB of full scale: %s', (_, samples, levels) => {
    expect(of(samples)).toEqual(levels)
  })

  it('have the quietest half second for a floor, not one that the end cut short', () => {
    const speech = [...sine(10_000, 1000), ...sine(100, 500), ...sine(10_000, 500), ...sine(10, 300)]
    expect(of(speech).noiseFloorDbfs).toBeCloseTo(-53.3, 1)
  })

  it('are those of all channels together', () => {
    const oneSided = sine(32_767, 1000).flatMap((sample) => [sample, 0])
    expect(of(oneSided, 2)).toEqual({ rmsDbfs: -6.02, samplePeakDbfs: 0, noiseFloorDbfs: -6.02 })
  })
})
