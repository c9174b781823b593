import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createAudioEngine } from '../create-audio-engine.ts'
import { produce } from '../testing/jobs.ts'
import { makeSignal, SIGNALS, type SignalOptions, scratch } from '../testing/signals.ts'
import { md5OfSamples, streamInfo } from './flac-md5.ts'
import { toneSamples, wavHeader } from './make-wav.ts'

const engine = createAudioEngine()
const renditions = [{ format: 'mp3' as const, bitrateKbps: 128 as const }]

type Source = [name: string, make: (dir: string) => Promise<string>]

const signal =
  (name: string, formula: string, options: SignalOptions = {}) =>
  (dir: string) =>
    makeSignal(join(dir, name), formula, { seconds: 2, ...options })

const wav = (shape: Partial<Parameters<typeof wavHeader>[0]>, samples: Buffer) => async (dir: string) => {
  const file = join(dir, 'source.wav')
  await writeFile(file, Buffer.concat([wavHeader({ claimedBytes: samples.length, ...shape }), samples]))
  return file
}

const floats = (peak: number) =>
  Buffer.from(Float32Array.from({ length: 88_200 }, (_, i) => peak * Math.sin(i / 9)).buffer)

const SOURCES: readonly Source[] = [
  ['a size nobody knew', wav({ claimedBytes: 0xfffff000 }, toneSamples(88_200))],
  ['6 dB over full scale', wav({ formatTag: 3, bits: 32 }, floats(2))],
  ['infinite samples', wav({ formatTag: 3, bits: 32 }, floats(Number.POSITIVE_INFINITY))],
  ['samples that are no numbers', wav({ formatTag: 3, bits: 32 }, floats(Number.NaN))],
  ['5.1', signal('a.flac', SIGNALS.speech, { channels: 6, output: ['-ac', '6'] })],
  [
    'two channels that cancel each other',
    signal('a.wav', SIGNALS.speech, { output: ['-af', 'pan=stereo|c0=c0|c1=-1*c0'] }),
  ],
  ['768 kHz', wav({ rateHz: 768_000 }, toneSamples(1_536_000))],
  ['2 kHz', signal('a.wav', SIGNALS.speech, { rateHz: 2000 })],
  ['4-bit ADPCM', signal('a.wav', SIGNALS.speech, { output: ['-c:a', 'adpcm_ms'] })],
  ['silence', signal('a.wav', SIGNALS.silence)],
  ['one sample', wav({}, toneSamples(1))],
]

describe('a rendition of an awkward recording', () => {
  it.each(SOURCES)('is a file that was decoded again, whole: %s', async (_, make) => {
    const dir = await scratch()
    const { inspected, files } = await produce(engine, await make(dir), dir, { renditions })
    expect(files).toHaveLength(1)
    const { durationSeconds, loudness } = files[0]?.measurements ?? {}
    expect(Math.abs((durationSeconds ?? 0) - Math.max(0.1, inspected.decodedDurationSeconds))).toBeLessThan(
      0.3,
    )
    // A peak of minus infinity is silence; more than full scale would be heard as cracks.
    expect(loudness?.truePeakDbtp ?? -99).toBeLessThan(0)
  })
})

describe('samples that are no numbers', () => {
  it.each([Number.NaN, Number.POSITIVE_INFINITY])(
    'are silence, and no more of it is lost: %s',
    async (value) => {
      const dir = await scratch()
      const samples = floats(0.3)
      for (let i = 40_000; i < 40_100; i++) samples.writeFloatLE(value, 4 * i)
      const file = await wav({ formatTag: 3, bits: 32 }, samples)(dir)
      const { inspected, files } = await produce(engine, file, dir, { renditions })
      expect(inspected.loudness.truePeakDbtp).toBeLessThan(-9)
      expect(files[0]?.measurements).toMatchObject({ loudness: { integratedLufs: expect.closeTo(-16, 0) } })
    },
  )
})

describe('a FLAC', () => {
  it.each([
    ['16 bits', ['-sample_fmt', 's16']],
    ['24 bits', ['-sample_fmt', 's32', '-bits_per_raw_sample', '24']],
  ])('is decoded to the very samples that it was made of: %s', async (_, output) => {
    const file = await makeSignal(join(await scratch(), 'a.flac'), SIGNALS.music, { seconds: 2, output })
    const { bits = 0, md5 } = (await streamInfo(file)) ?? {}
    expect(md5).toBeDefined()
    expect(await md5OfSamples(file, bits)).toBe(md5)
  })
})
