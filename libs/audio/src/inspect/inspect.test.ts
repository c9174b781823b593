import { readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { StepProgress } from '../audio-engine.ts'
import { createAudioEngine } from '../create-audio-engine.ts'
import { codesOf, look, never } from '../testing/jobs.ts'
import { ffmpeg, makeSignal, meter, SIGNALS, scratch } from '../testing/signals.ts'

const engine = createAudioEngine()

const near = (value: number) => expect.closeTo(value, 0)
const many = expect.toSatisfy((value: unknown) => Number(value) > 4)
const sides = (right: string) => ['-af', `pan=stereo|c0=c0|c1=${right}`]

describe('an ordinary recording', () => {
  it('is measured as plain ffmpeg measures it, and its waveform written', async () => {
    const dir = await scratch()
    const source = await makeSignal(join(dir, 'source'), SIGNALS.speech, { output: ['-f', 'wav'] })
    const progress: StepProgress[] = []
    const waveform = { samplesPerPixel: 441, bits: 16 as const }
    const onProgress = (report: StepProgress) => progress.push(report)
    const inspected = await engine.inspect(source, { dir, waveform, signal: never, onProgress })
    const { integratedLufs, truePeakDbtp } = await meter(source)
    expect(inspected).toMatchObject({
      ...{ container: 'wav', codec: 'pcm_s16le', channels: 2, sampleRateHz: 44_100, findings: [] },
      ...{ declaredDurationSeconds: 5, decodedDurationSeconds: 5 },
      loudness: { integratedLufs, truePeakDbtp },
    })
    expect(progress.at(-1)).toMatchObject({ step: 'inspect', percent: 100 })
    const [json, dat] = inspected.waveforms
    expect(JSON.parse(await readFile(json?.path ?? '', 'utf8'))).toMatchObject({
      length: 500,
      sample_rate: 44_100,
    })
    expect((await stat(dat?.path ?? '')).size).toBe(24 + 500 * 4)
  })

  it.each([
    ['8 kHz mono', { rateHz: 8000, channels: 1 }, 'source.wav'],
    ['192 kHz in 24 bits', { rateHz: 192_000, output: ['-c:a', 'pcm_s24le'] }, 'source.wav'],
    ['floating point', { output: ['-c:a', 'pcm_f32le'] }, 'source.wav'],
    ['5.1', { channels: 6, output: ['-ac', '6'] }, 'source.flac'],
    ['nine tracks of a recorder', { channels: 9 }, 'source.wav'],
    ['MP3', {}, 'source.mp3'],
    ['Vorbis', { output: ['-c:a', 'libvorbis'] }, 'source.ogg'],
    ['ADTS', {}, 'source.aac'],
  ])('is decoded from end to end: %s', async (_, options, name) => {
    const dir = await scratch()
    const source = await makeSignal(join(dir, name), SIGNALS.speech, { seconds: 3, ...options })
    const inspected = await look(engine, source, dir)
    expect(inspected.decodedDurationSeconds).toBeCloseTo(3, 0)
    expect(inspected.channels).toBe('channels' in options ? options.channels : 2)
    expect(inspected.loudness.integratedLufs).not.toBeNull()
  })

  it('may be a film, or carry a cover', async () => {
    const dir = await scratch()
    const sound = await makeSignal(join(dir, 'sound.wav'), SIGNALS.speech, { seconds: 3 })
    const picture = ['-f', 'lavfi', '-i', 'testsrc=d=3:s=160x120']
    const film = join(dir, 'film.mp4')
    await ffmpeg('-v', 'error', '-i', sound, ...picture, '-c:v', 'mpeg4', '-c:a', 'aac', '-shortest', film)
    expect(await look(engine, film, dir)).toMatchObject({ container: 'mp4', codec: 'aac', channels: 2 })
    const covered = join(dir, 'covered.mp3')
    const cover = join(dir, 'cover.png')
    await ffmpeg('-v', 'error', ...picture, '-frames:v', '1', cover)
    const both = ['-map', '0', '-map', '1', '-c:v', 'copy', '-disposition:v', 'attached_pic']
    await ffmpeg('-v', 'error', '-i', sound, '-i', cover, ...both, covered)
    expect(await look(engine, covered, dir)).toMatchObject({ container: 'mp3', codec: 'mp3', findings: [] })
  })
})

const SPEECH = SIGNALS.speech
const HOLES = 'gt(abs(t-4),3)*lt(t,8)+gt(t,14)'

describe('what a listener would notice', () => {
  it.each([
    [
      'clipping',
      'clipping',
      `gt(t,1)*max(-1,min(1,20*(${SPEECH})))`,
      {},
      { places: many, atSeconds: near(1) },
    ],
    ['an offset', 'dc_offset', `-0.1+${SPEECH}`, {}, { offset: near(-0.1), channel: expect.any(Number) }],
    ['a telephone', 'low_sample_rate', SPEECH, { rateHz: 8000 }, { sampleRateHz: 8000 }],
    ['a dead channel', 'silent_channel', SPEECH, { output: sides('0*c0') }, { channel: 2, peakDbfs: null }],
    [
      ...(['a swapped wire', 'out_of_phase', SPEECH, { output: sides('-1*c0') }] as const),
      { seconds: many, atSeconds: 0, correlation: -1 },
    ],
    [
      ...(['holes', 'long_silence', `(${HOLES})*(${SPEECH}+0.01)`, { seconds: 15 }] as const),
      { count: 2, totalSeconds: near(12), longestSeconds: near(6), atSeconds: expect.any(Number) },
    ],
  ])('is found, with numbers, and where: %s', async (_, code, formula, options, measured) => {
    const dir = await scratch()
    const source = await makeSignal(join(dir, 'source.wav'), formula, options)
    const { findings } = await look(engine, source, dir)
    expect(findings).toEqual([{ code, detail: expect.stringMatching(/\.$/), measured }])
  })

  it('is found: silence, in which there is also nothing to bring to a loudness', async () => {
    const dir = await scratch()
    const source = await makeSignal(join(dir, 'source.wav'), SIGNALS.silence, { seconds: 6 })
    const inspected = await look(engine, source, dir)
    expect(codesOf(inspected)).toEqual(['long_silence', 'very_quiet'])
    expect(inspected.silences).toEqual([{ atSeconds: 0, seconds: 6 }])
  })

  it('is found: a bit rate too low to be clean', async () => {
    const dir = await scratch()
    const source = await makeSignal(join(dir, 'source.mp3'), SIGNALS.speech, { output: ['-b:a', '40k'] })
    const inspected = await look(engine, source, dir)
    expect(codesOf(inspected)).toEqual(['low_bitrate'])
    expect(inspected.findings[0]?.measured).toEqual({ kbps: 40 })
  })
})

describe('a recording glued together from different ones', () => {
  it('is measured as a whole', async () => {
    const dir = await scratch()
    const plain = ['-write_xing', '0', '-id3v2_version', '0']
    const first = await makeSignal(join(dir, 'a.mp3'), SIGNALS.speech, { seconds: 4, output: plain })
    const second = await makeSignal(join(dir, 'b.mp3'), `0.5*(${SIGNALS.speech})`, {
      ...{ seconds: 4, rateHz: 48_000, channels: 1, output: plain },
    })
    const glued = join(dir, 'glued.mp3')
    await writeFile(glued, Buffer.concat([await readFile(first), await readFile(second)]))
    const inspected = await look(engine, glued, dir)
    const loudness = (await look(engine, first, dir)).loudness.integratedLufs ?? 0
    expect(inspected.uniformCopy).toBeDefined()
    expect(inspected.decodedDurationSeconds).toBeCloseTo(8.1, 0)
    expect(inspected.loudness.integratedLufs).toBeLessThan(loudness - 0.5)
    expect(inspected.loudness.integratedLufs).toBeGreaterThan(loudness - 4)
  })
})
