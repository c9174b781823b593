import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createAudioEngine } from '../create-audio-engine.ts'
import { produce } from '../testing/jobs.ts'
import { ffmpeg, makeSignal, meter, SIGNALS, scratch } from '../testing/signals.ts'

const engine = createAudioEngine()

describe('every rendition of a recording', () => {
  it.each([
    ['a voice', SIGNALS.speech, {}, []],
    ['a voice in mono', SIGNALS.speech, { channels: 1 }, []],
    ['a voice that was made too loud', SIGNALS.loud, {}, []],
    ['a voice with claps', SIGNALS.peaky, {}, ['limiter_working']],
    ['5.1', SIGNALS.music, { seconds: 3, channels: 6, output: ['-ac', '6'] }, []],
    ['a voice at 8 kHz', SIGNALS.speech, { rateHz: 8000, channels: 1 }, []],
    ['192 kHz in 24 bits', SIGNALS.music, { seconds: 3, rateHz: 192_000, output: ['-c:a', 'pcm_s24le'] }, []],
  ])(
    'comes out at −16 LUFS and below −1 dBTP, by an independent meter: %s',
    async (_, formula, options, expected) => {
      const dir = await scratch()
      const source = await makeSignal(join(dir, 'source.wav'), formula, options)
      const { inspected, files, findings } = await produce(engine, source, dir)
      expect(findings).toEqual(expected)
      expect(files.map(({ name }) => name)).toEqual(['episode.mp3', 'episode.m4a', 'episode.opus'])
      for (const { path, measurements } of files) {
        const { integratedLufs, truePeakDbtp } = await meter(path)
        expect(Math.abs(integratedLufs + 16), `${path} ${integratedLufs} LUFS`).toBeLessThanOrEqual(
          expected.length === 0 ? 0.2 : 0.5,
        )
        expect(truePeakDbtp, path).toBeLessThanOrEqual(-1)
        expect(measurements.loudness).toMatchObject({ integratedLufs, truePeakDbtp })
        expect(measurements.durationSeconds).toBeCloseTo(inspected.decodedDurationSeconds, 1)
        expect(measurements.channels).toBe(Math.min(2, inspected.channels))
      }
    },
  )

  it('is at 48 kHz for sources of that family, else at 44.1; Opus always at 48', async () => {
    const dir = await scratch()
    for (const [rateHz, expected] of [
      [22_050, [44_100, 44_100, 48_000]],
      [16_000, [48_000, 48_000, 48_000]],
    ] as const) {
      const source = await makeSignal(join(dir, `${rateHz}.wav`), SIGNALS.speech, { rateHz, seconds: 1 })
      const { files } = await produce(engine, source, dir)
      expect(files.map(({ measurements }) => measurements.sampleRateHz)).toEqual(expected)
    }
  })

  it('carries the tags, whatever is written in them', async () => {
    const dir = await scratch()
    const source = await makeSignal(join(dir, 'source.wav'), SIGNALS.speech, { seconds: 1 })
    const title = 'Two words -i /etc/passwd; "x" = y\n[CHAPTER] ünï 🎧'
    const { files } = await produce(engine, source, dir, {
      metadata: { tags: { title, artist: 'A B', album: '' }, chapters: [] },
    })
    for (const { path } of files) {
      const dump = await ffmpeg('-i', path, '-t', '0.1', '-f', 'null', '-')
      expect(dump).toContain(': Two words -i /etc/passwd; "x" = y [CHAPTER] ünï 🎧\n')
      expect(dump).toContain(': A B\n')
    }
  })
})

describe('a recording that cannot be brought to the target', () => {
  it('is left as it is when it is silent', async () => {
    const dir = await scratch()
    const source = await makeSignal(join(dir, 'source.wav'), SIGNALS.silence, { seconds: 2 })
    const { files, findings } = await produce(engine, source, dir)
    expect(findings).toEqual([])
    expect(files).toHaveLength(3)
    for (const { measurements } of files) expect(measurements.loudness.integratedLufs).toBeNull()
  })

  it('is raised by 20 dB and no more when it is very low', async () => {
    const dir = await scratch()
    const source = await makeSignal(join(dir, 'source.wav'), `0.05*(${SIGNALS.speech})`)
    const { inspected, files, findings } = await produce(engine, source, dir)
    expect(findings).toEqual(['gain_capped'])
    const { integratedLufs } = inspected.loudness
    for (const { measurements } of files) {
      expect(measurements.loudness.integratedLufs).toBeCloseTo((integratedLufs ?? 0) + 20, 0)
    }
  })

  it('says so when even a second try misses, and keeps the peak all the same', async () => {
    const dir = await scratch()
    const clicks = '0.001*sin(2*PI*300*t)+0.9*lt(mod(t,1),0.0005)*sin(2*PI*3000*t)'
    const source = await makeSignal(join(dir, 'source.wav'), clicks)
    const { files, findings } = await produce(engine, source, dir)
    expect(new Set(findings)).toEqual(new Set(['limiter_working', 'loudness_out_of_tolerance']))
    for (const { measurements } of files) expect(measurements.loudness.truePeakDbtp).toBeLessThanOrEqual(-1)
  })

  it('has tags that tell its loudness as it is, not as it should have been', async () => {
    const dir = await scratch()
    // What is this high, LAME leaves out at a low bit rate.
    const hiss = '0.3*sin(2*PI*15500*t)+0.01*sin(2*PI*300*t)'
    const source = await makeSignal(join(dir, 'source.wav'), hiss, { seconds: 3 })
    const renditions = [{ format: 'mp3', vbrQuality: 9 }] as const
    const { files, findings } = await produce(engine, source, dir, { renditions })
    expect(findings).toContain('loudness_out_of_tolerance')
    const [{ path = '', measurements } = {}] = files
    const dump = await ffmpeg('-i', path, '-t', '0.1', '-f', 'null', '-')
    const gainDb = Number(/REPLAYGAIN_TRACK_GAIN *: (\S+) dB/i.exec(dump)?.[1])
    // ReplayGain 2.0 aims at −18 LUFS.
    expect(gainDb).toBeCloseTo(-18 - Number(measurements?.loudness.integratedLufs), 1)
  })

  it('is whole even when it is a single sample', async () => {
    const dir = await scratch()
    const source = join(dir, 'source.wav')
    await makeSignal(source, '0.9', { seconds: 1, channels: 1, output: ['-af', 'atrim=end_sample=1'] })
    const { files } = await produce(engine, source, dir)
    expect(files).toHaveLength(3)
    for (const { measurements } of files) expect(measurements.durationSeconds).toBeLessThan(0.2)
  })
})
