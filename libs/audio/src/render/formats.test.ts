import { createHash } from 'node:crypto'
import { mkdir, open, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createAudioEngine } from '../create-audio-engine.ts'
import type { Rendition } from '../formats.ts'
import type { RenderedFile } from '../rendered.ts'
import { produce } from '../testing/jobs.ts'
import { ffmpeg, makeSignal, SIGNALS, scratch } from '../testing/signals.ts'

const engine = createAudioEngine()
const ALL: Rendition[] = [
  { format: 'mp3', vbrQuality: 4 },
  { format: 'm4a' },
  { format: 'opus' },
  { format: 'flac' },
  { format: 'wav', bitDepth: 16 },
]

/** What plain ffmpeg says of the first audio stream. */
async function streamOf(dir: string, name: string): Promise<string> {
  const said = await ffmpeg('-i', join(dir, name), '-t', '0.01', '-f', 'null', '-')
  return /Stream #0:0.*: Audio: (.*)/.exec(said)?.[1] ?? said
}

describe('a lossless rendition', () => {
  it.each([
    ['16 bits', ['-c:a', 'pcm_s16le'], 'pcm_s16le', /flac, 44100 Hz, stereo, s16$/m],
    ['24 bits', ['-c:a', 'pcm_s24le'], 'pcm_s24le', /flac, 44100 Hz, stereo, s32 \(24 bit\)/],
    ['floating point', ['-c:a', 'pcm_f32le'], 'pcm_s24le', /flac, 44100 Hz, stereo, s32 \(24 bit\)/],
  ])('is as deep as its source: %s', async (_, output, pcm, flac) => {
    const dir = await scratch()
    const source = await makeSignal(join(dir, 'source.wav'), SIGNALS.music, { seconds: 1, output })
    await produce(engine, source, dir, { renditions: [{ format: 'wav' }, { format: 'flac' }] })
    expect(await streamOf(dir, 'episode.wav')).toContain(`${pcm} (`)
    expect((await streamOf(dir, 'episode.flac')).replace(/ \(default\)/, '')).toMatch(flac)
  })

  it('of a lossy source has 16 bits, because there was never more in it', async () => {
    const dir = await scratch()
    const source = await makeSignal(join(dir, 'source.mp3'), SIGNALS.music, { seconds: 1 })
    await produce(engine, source, dir, { renditions: [{ format: 'wav' }] })
    expect(await streamOf(dir, 'episode.wav')).toContain('pcm_s16le (')
  })

  it('leaves room in a WAV for the sizes of RF64', async () => {
    const dir = await scratch()
    const source = await makeSignal(join(dir, 'source.wav'), SIGNALS.music, { seconds: 1 })
    await produce(engine, source, dir, { renditions: [{ format: 'wav' }] })
    const file = await open(join(dir, 'episode.wav'))
    const { buffer } = await file.read(Buffer.alloc(16), 0, 16, 0)
    await file.close()
    expect(buffer.toString('latin1', 8, 16)).toBe('WAVEJUNK')
  })

  it('keeps what is quieter than its last bit, by dither', async () => {
    const dir = await scratch()
    const output = ['-c:a', 'pcm_s24le']
    const faint = `${SIGNALS.speech}*lt(t,3)+0.00001*sin(2*PI*440*t)`
    const source = await makeSignal(join(dir, 'source.wav'), faint, { seconds: 4, output })
    const { files } = await produce(engine, source, dir, { renditions: [{ format: 'wav', bitDepth: 16 }] })
    // 16 bits without dither hold nothing at all of it.
    const tone = 'aformat=sample_fmts=dblp,atrim=start=3.1,bandpass=f=440:w=4,astats=measure_perchannel=none'
    const said = await ffmpeg('-i', join(dir, 'episode.wav'), '-af', tone, '-f', 'null', '-')
    const gainDb = files[0]?.making.gainDb ?? 0
    const faintDb = Number(/RMS level dB: (\S+)/.exec(said)?.[1]) - gainDb
    expect(faintDb).toBeGreaterThan(-105)
    expect(faintDb).toBeLessThan(-101)
  })
})

describe('what a rendition asks for', () => {
  it('is what it gets: rate, channels, quality', async () => {
    const dir = await scratch()
    const source = await makeSignal(join(dir, 'source.wav'), SIGNALS.music, { seconds: 3, rateHz: 48_000 })
    const { files } = await produce(engine, source, dir, {
      renditions: [
        { format: 'mp3', vbrQuality: 9, sampleRateHz: 44_100, channels: 'mono' },
        { format: 'm4a', bitrateKbps: 64, sampleRateHz: 44_100 },
        { format: 'flac', bitDepth: 24, sampleRateHz: 44_100 },
      ],
    })
    expect(files).toHaveLength(3)
    for (const { measurements } of files) expect(measurements.sampleRateHz).toBe(44_100)
    expect(await streamOf(dir, 'episode.mp3')).toMatch(/44100 Hz, mono/)
    expect(await streamOf(dir, 'episode.flac')).toMatch(/24 bit/)
    const sizes = new Map(files.map(({ name, bytes }) => [name, bytes]))
    // 65 kb/s and below for V9 in mono, and as it is asked for AAC.
    expect(sizes.get('episode.mp3')).toBeLessThan((3 * 65_000) / 8)
    expect(sizes.get('episode.m4a')).toBeLessThan((3 * 80_000) / 8)
  })
})

describe('how a file was made', () => {
  it('is told in full, without a word about where', async () => {
    const dir = await scratch()
    const source = await makeSignal(join(dir, 'source.wav'), SIGNALS.loud, { seconds: 2 })
    const { files } = await produce(engine, source, dir, { renditions: ALL })
    const { ffmpeg: version } = await engine.versions()
    expect(files).toHaveLength(5)
    for (const { name, making } of files) {
      expect(making, name).toMatchObject({ ffmpeg: version, copied: false })
      expect([1, 2]).toContain(making.tries)
      expect(making.limitDbfs ?? -1).toBeLessThan(0)
      const told = making.arguments.join(' ')
      expect(told).not.toContain(dir)
      expect(told).not.toMatch(/whitelist|max_alloc|progress/)
      expect(told).toMatch(/^-i file:source\.wav /)
      expect(told).toContain(`volume=${making.gainDb.toFixed(3)}dB`)
    }
    const mp3 = files.find(({ name }) => name === 'episode.mp3')
    expect(mp3?.making.arguments.join(' ')).toContain('-q:a 4')
  })

  it('comes with its exact size and the hash that browsers check', async () => {
    const dir = await scratch()
    const source = await makeSignal(join(dir, 'source.wav'), SIGNALS.music, { seconds: 1 })
    const { files } = await produce(engine, source, dir)
    for (const { path, bytes, integrity } of files) {
      const content = await readFile(path)
      expect(bytes).toBe(content.length)
      expect(integrity).toBe(`sha384-${createHash('sha384').update(content).digest('base64')}`)
    }
  })

  it('makes the same bytes again, in every format', async () => {
    const dir = await scratch()
    const output = ['-c:a', 'pcm_s24le']
    const source = await makeSignal(join(dir, 'source.wav'), SIGNALS.music, { seconds: 3, output })
    const again = async (name: string): Promise<RenderedFile[]> => {
      await mkdir(join(dir, name))
      const chapters = [{ startSeconds: 0, title: 'Anfang' }]
      const { files } = await produce(engine, source, join(dir, name), {
        renditions: ALL,
        preview: { seconds: 5 },
        metadata: { tags: { title: 'Ünïcode' }, chapters },
      })
      return files.toSorted((a, b) => (a.name < b.name ? -1 : 1))
    }
    const [first, second] = [await again('first'), await again('second')]
    const tell = (files: RenderedFile[]) =>
      files.map(({ name, integrity, making }) => ({ name, integrity, making }))
    expect(first).toHaveLength(6)
    expect(tell(first)).toEqual(tell(second))
  })
})
