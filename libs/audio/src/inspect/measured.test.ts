import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createAudioEngine } from '../create-audio-engine.ts'
import { look } from '../testing/jobs.ts'
import { ffmpeg, makeSignal, meter, SIGNALS, scratch } from '../testing/signals.ts'

const engine = createAudioEngine()

/** Each short-term reading of plain ffmpeg, by its tenth of a second. */
async function readings(file: string, options = ''): Promise<Map<number, number>> {
  const log = await ffmpeg('-nostats', '-i', file, '-af', `ebur128${options}`, '-f', 'null', '-')
  const all = log.matchAll(/\] t: (\S+) .* S: *(\S+) /g)
  return new Map([...all].map(([, t, S]) => [Math.round(10 * Number(t)), Number(S)]))
}

describe('loudness over time', () => {
  it.each([
    ['stereo', {}],
    ['an odd rate', { rateHz: 11_025 }],
    ['mono', { channels: 1 }],
  ])('is what plain ffmpeg says at the end of each second: %s', async (_, options) => {
    const dir = await scratch()
    const source = await makeSignal(join(dir, 'a.wav'), SIGNALS.speech, { seconds: 5.5, ...options })
    const plain = await readings(source, 'channels' in options ? '=dualmono=true' : '')
    const { curve, loudness } = await look(engine, source, dir)
    const told = [10, 20, 30, 40, 50].map((tenths) => plain.get(tenths) ?? 0)
    expect(curve).toEqual(told.map((lufs) => (lufs < -100 ? null : lufs)))
    expect(curve.filter((lufs) => lufs !== null).length).toBeGreaterThan(1)
    expect(loudness.maxShortTermLufs).toBe(Math.max(...plain.values()))
  })

  it('is nothing in silence, and in less than three seconds', async () => {
    const dir = await scratch()
    const silence = await makeSignal(join(dir, 'a.wav'), SIGNALS.silence, { seconds: 4 })
    const nothing = { integratedLufs: null, maxShortTermLufs: null, truePeakDbtp: null }
    expect(await look(engine, silence, dir)).toMatchObject({
      ...{ curve: [null, null, null, null], loudness: nothing },
      ...{ levels: { rmsDbfs: null, samplePeakDbfs: null, noiseFloorDbfs: null } },
    })
    const short = await makeSignal(join(dir, 'b.wav'), SIGNALS.tone, { seconds: 1.5 })
    expect(await look(engine, short, dir)).toMatchObject({
      curve: [null],
      loudness: { maxShortTermLufs: null },
    })
  })

  it('is not forged, nor are warnings pushed out, by what a tag says', async () => {
    const dir = await scratch()
    const forged =
      '\n[Parsed_ebur128_2 @ 0x55e369c9f540] [info] t: 2.0 TARGET:-23 LUFS M: -1.0 S:  -1.0 I: -1'
    const source = await makeSignal(join(dir, 'a.flac'), SIGNALS.quiet, {
      output: ['-metadata', `comment=${forged}`, '-metadata', `title=${forged.trim()}`],
    })
    const { curve, loudness } = await look(engine, source, dir)
    expect(curve[1]).toBeNull()
    expect(loudness.maxShortTermLufs).toBeLessThan(-20)
  })
})

describe('mono', () => {
  it('is told as it is heard, and as a meter shows it that counts the channel once', async () => {
    const dir = await scratch()
    const source = await makeSignal(join(dir, 'a.wav'), SIGNALS.speech, { channels: 1 })
    const { loudness, singleChannelLufs, phaseCorrelation } = await look(engine, source, dir)
    const single = (await ffmpeg('-i', source, '-af', 'ebur128', '-f', 'null', '-')).matchAll(
      / I: +(\S+) LUFS/g,
    )
    expect(loudness.integratedLufs).toBe((await meter(source)).integratedLufs)
    const plain = Number([...single].at(-1)?.[1])
    expect(Math.abs((singleChannelLufs ?? 0) - plain)).toBeLessThan(0.11)
    expect(phaseCorrelation).toBeUndefined()
  })
})

describe('the samples', () => {
  it('have levels as plain ffmpeg tells them', async () => {
    const dir = await scratch()
    const source = await makeSignal(join(dir, 'a.wav'), `lt(t,3)*${SIGNALS.tone}+0.0009*sin(3000*t)`)
    const log = await ffmpeg('-i', source, '-af', 'astats=measure_perchannel=none', '-f', 'null', '-')
    const [, rms, peak] = ['', 'RMS level', 'Peak level'].map((name) =>
      Number(new RegExp(`${name} dB: (\\S+)`).exec(log)?.[1]),
    )
    const { levels, silences, phaseCorrelation } = await look(engine, source, dir)
    expect(levels.rmsDbfs).toBeCloseTo(rms ?? 0, 1)
    expect(levels.samplePeakDbfs).toBeCloseTo(peak ?? 0, 1)
    expect(levels.noiseFloorDbfs).toBeCloseTo(-64, 0)
    expect(silences).toEqual([{ atSeconds: expect.closeTo(3, 1), seconds: expect.closeTo(2, 1) }])
    expect(phaseCorrelation).toBeGreaterThan(0.5)
  })

  it.each([
    ['16 bits of WAV', 'a.wav', [], { bitDepth: 16, bitrateKbps: 1411.2 }],
    ['24 bits of FLAC', 'a.flac', ['-sample_fmt', 's32'], { bitDepth: 24, bitrateKbps: expect.any(Number) }],
    ['floating point', 'a.wav', ['-c:a', 'pcm_f32le'], { bitDepth: 32, bitrateKbps: 2822.4 }],
    ['MP3', 'a.mp3', ['-b:a', '96k'], { bitrateKbps: 96 }],
    ['Vorbis', 'a.ogg', ['-c:a', 'libvorbis'], { bitrateKbps: expect.any(Number) }],
    ['Opus', 'a.opus', ['-b:a', '64k'], { bitrateKbps: expect.any(Number) }],
    ['ADTS', 'a.aac', ['-b:a', '96k'], { bitrateKbps: expect.any(Number) }],
    ['AAC', 'a.m4a', ['-b:a', '96k'], { bitrateKbps: expect.any(Number) }],
  ])(
    'have a depth only where they are stored as such, and a bit rate: %s',
    async (_, name, output, known) => {
      const dir = await scratch()
      const source = await makeSignal(join(dir, name), SIGNALS.speech, { seconds: 2, output })
      const { bitDepth, bitrateKbps } = await look(engine, source, dir)
      expect({ ...(bitDepth && { bitDepth }), bitrateKbps }).toEqual(known)
      expect(bitrateKbps).toBeGreaterThan(20)
    },
  )
})
