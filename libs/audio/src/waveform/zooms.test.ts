import { readFile } from 'node:fs/promises'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { scratch } from '../testing/signals.ts'
import type { WaveformOptions } from '../waveform-options.ts'
import { assertWaveform, openWaveformFiles } from './waveform-files.ts'

async function filesOf(chunks: Int16Array[], channels: 1 | 2, options: WaveformOptions) {
  const dir = await scratch()
  const writer = await openWaveformFiles({ dir, channels, sampleRateHz: 8000, maxBytes: 1e6 }, options)
  for (const chunk of chunks) await writer.add(chunk)
  const files = await writer.finish()
  await writer.close()
  return Promise.all(files.map(async ({ name, path }) => ({ name, bytes: await readFile(path) })))
}

const sample = fc.integer({ min: -32_768, max: 32_767 })
const stereo = fc.array(fc.array(fc.tuple(sample, sample), { maxLength: 40 }), { maxLength: 6 })
const zoom = fc.integer({ min: 2, max: 24 })

describe('a waveform in several magnifications', () => {
  it('is for each of them what it would be by itself, to the byte', async () => {
    const options = fc.record({
      zooms: fc.uniqueArray(zoom, { minLength: 1, maxLength: 9 }),
      bits: fc.constantFrom<8 | 16>(8, 16),
      perChannel: fc.boolean(),
    })
    await fc.assert(
      fc.asyncProperty(
        stereo,
        options,
        async (frames, { zooms: [samplesPerPixel = 2, ...zooms], ...rest }) => {
          const chunks = frames.map((chunk) => Int16Array.from(chunk.flat()))
          const together = await filesOf(chunks, 2, { samplesPerPixel, zooms, ...rest })
          expect(together.map(({ name }) => name)).toEqual([
            ...['waveform.json', 'waveform.dat'],
            ...zooms.flatMap((each) => [`waveform-${each}.json`, `waveform-${each}.dat`]),
          ])
          for (const [i, alone] of [samplesPerPixel, ...zooms].entries()) {
            const single = await filesOf(chunks, 2, { samplesPerPixel: alone, ...rest })
            expect(together.slice(2 * i, 2 * i + 2).map(({ bytes }) => bytes)).toEqual(
              single.map(({ bytes }) => bytes),
            )
          }
        },
      ),
      { numRuns: 25 },
    )
  })

  it('may take as many bytes together as one may', async () => {
    const source = { dir: await scratch(), channels: 1 as const, sampleRateHz: 8000, maxBytes: 2000 }
    const writer = await openWaveformFiles(source, { samplesPerPixel: 4, zooms: [6], bits: 16 })
    await writer.add(new Int16Array(1600))
    await expect(writer.finish()).rejects.toMatchObject({ code: 'limit_exceeded:output_bytes' })
    await writer.close()
  })

  it('is refused when one is out of bounds, asked for twice, or there are too many', () => {
    const options = { samplesPerPixel: 256, bits: 8 as const }
    expect(() => assertWaveform({ ...options, zooms: [512, 4096] })).not.toThrow()
    expect(() => assertWaveform({ ...options, zooms: [1] })).toThrow('1 samples per pixel is not offered')
    expect(() => assertWaveform({ ...options, zooms: [2_000_000] })).toThrow(RangeError)
    expect(() => assertWaveform({ ...options, zooms: [256] })).toThrow('asked for twice')
    expect(() => assertWaveform({ ...options, zooms: [2, 3, 4, 5, 6, 7, 8, 9, 10] })).toThrow('9 zooms')
  })
})

describe('a waveform of each channel', () => {
  it('holds the pairs of the left channel and of the right in turns, and says so', async () => {
    const samples = Int16Array.of(1, -1, 300, -300, 5, 600, 7, 700, -9, 800)
    const [json, dat] = await filesOf([samples], 2, { samplesPerPixel: 2, bits: 16, perChannel: true })
    expect(JSON.parse(json?.bytes.toString() ?? '')).toEqual({
      ...{ version: 2, channels: 2, sample_rate: 8000, samples_per_pixel: 2, bits: 16, length: 3 },
      data: [1, 300, -300, -1, 5, 7, 600, 700, -9, -9, 800, 800],
    })
    expect(dat?.bytes.readInt32LE(20)).toBe(2)
    expect(dat?.bytes.readUInt32LE(16)).toBe(3)
    expect(dat?.bytes).toHaveLength(24 + 12 * 2)
  })

  it('has one channel when the recording has', async () => {
    const [json] = await filesOf([Int16Array.of(4, 2)], 1, { samplesPerPixel: 2, bits: 16, perChannel: true })
    expect(JSON.parse(json?.bytes.toString() ?? '')).toMatchObject({ channels: 1, data: [2, 4] })
  })
})
