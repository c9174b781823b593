import { readFile } from 'node:fs/promises'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { scratch } from '../testing/signals.ts'
import type { WaveformOptions } from '../waveform-options.ts'
import { assertWaveform, openWaveformFiles } from './waveform-files.ts'

async function waveformOf(chunks: number[][], channels: 1 | 2, options: WaveformOptions) {
  const dir = await scratch()
  const writer = await openWaveformFiles({ dir, channels, sampleRateHz: 8000, maxBytes: 1e6 }, options)
  for (const chunk of chunks) await writer.add(Int16Array.from(chunk))
  const [json, dat] = await writer.finish()
  await writer.close()
  return {
    json: JSON.parse(await readFile(json?.path ?? '', 'utf8')),
    dat: await readFile(dat?.path ?? ''),
  }
}

describe('a waveform', () => {
  it('holds the lowest and highest sample of each stretch, the last one incomplete', async () => {
    const { json } = await waveformOf(
      [
        [1, -5, 300],
        [7, 8, 9, -2],
      ],
      1,
      { samplesPerPixel: 3, bits: 16 },
    )
    expect(json).toEqual({
      ...{ version: 2, channels: 1, sample_rate: 8000, samples_per_pixel: 3, bits: 16, length: 3 },
      data: [-5, 300, 7, 9, -2, -2],
    })
  })

  it('mixes two channels by their mean without its fraction, and rounds to 8 bits towards zero', async () => {
    const samples = [[100, 101, -100, -101, 32_767, 32_767, -32_768, -32_768]]
    const sixteen = await waveformOf(samples, 2, { samplesPerPixel: 2, bits: 16 })
    expect(sixteen.json.data).toEqual([-100, 100, -32_768, 32_767])
    const eight = await waveformOf(samples, 2, { samplesPerPixel: 2, bits: 8 })
    expect(eight.json.data).toEqual([0, 0, -128, 127])
  })

  it('has a binary header of 24 bytes, and the same numbers behind it as the JSON', async () => {
    const samples = fc.array(fc.array(fc.integer({ min: -32_768, max: 32_767 }), { maxLength: 50 }))
    const options = fc.record({
      samplesPerPixel: fc.integer({ min: 2, max: 9 }),
      bits: fc.constantFrom(8, 16),
    })
    await fc.assert(
      fc.asyncProperty(samples, options, async (chunks, { samplesPerPixel, bits }) => {
        const depth = bits === 8 ? 8 : 16
        const { json, dat } = await waveformOf(chunks, 1, { samplesPerPixel, bits: depth })
        const length = Math.ceil(chunks.flat().length / samplesPerPixel)
        const header = [0, 4, 8, 12, 16, 20].map((at) => dat.readInt32LE(at))
        expect(header).toEqual([2, depth === 8 ? 1 : 0, 8000, samplesPerPixel, length, 1])
        const value = (i: number) => (depth === 8 ? dat.readInt8(24 + i) : dat.readInt16LE(24 + 2 * i))
        expect(json.data).toEqual(Array.from({ length: 2 * length }, (_, i) => value(i)))
        expect(dat.length).toBe(24 + (2 * length * depth) / 8)
      }),
      { numRuns: 50 },
    )
  })

  it('is refused beyond its limits', async () => {
    expect(() => assertWaveform({ samplesPerPixel: 1, bits: 8 })).toThrow(RangeError)
    expect(() => assertWaveform({ samplesPerPixel: 2.5, bits: 8 })).toThrow(RangeError)
    const dir = await scratch()
    const source = { dir, channels: 1 as const, sampleRateHz: 8000, maxBytes: 1000 }
    const writer = await openWaveformFiles(source, { samplesPerPixel: 2, bits: 16 })
    const much = writer.add(new Int16Array(100_000))
    await expect(much).rejects.toMatchObject({ code: 'limit_exceeded:output_bytes' })
    await writer.close()
  })
})
