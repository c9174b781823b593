import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createAudioEngine } from '../create-audio-engine.ts'
import { flacWith, vorbisComment } from '../testing/flac-blocks.ts'
import { look } from '../testing/jobs.ts'
import { ffmpeg, makeSignal, SIGNALS, scratch } from '../testing/signals.ts'
import { cueChunks, wavWith } from '../testing/wav-cues.ts'

const engine = createAudioEngine()
const TAGS = {
  title: 'Ti=tle; "1"',
  artist: 'A',
  album: 'B',
  comment: 'One\nTwo',
  date: '2024-05-01',
  track: '3/9',
}
const TOLD = { title: 'Ti=tle; "1"', artist: 'A', album: 'B', description: 'One\nTwo', number: 3 }

type Cut = { start: number; title: string }

/** A recording of five seconds with tags and chapters, written by ffmpeg. */
async function tagged(dir: string, name: string, chapters: readonly Cut[], output: string[] = []) {
  const sound = await makeSignal(join(dir, 'sound.wav'), SIGNALS.speech)
  const escaped = (text: string) => text.replace(/[=;#\\\n]/g, '\\$&')
  const lines = Object.entries(TAGS).map(([key, value]) => `${key}=${escaped(value)}`)
  for (const { start, title } of chapters) {
    lines.push(
      '[CHAPTER]',
      'TIMEBASE=1/1000',
      `START=${start}`,
      `END=${start + 100}`,
      `title=${escaped(title)}`,
    )
  }
  await writeFile(join(dir, 'tags'), [';FFMETADATA1', ...lines, ''].join('\n'))
  const file = join(dir, name)
  const both = ['-i', sound, '-f', 'ffmetadata', '-i', join(dir, 'tags')]
  await ffmpeg(
    '-v',
    'error',
    ...both,
    '-map',
    '0',
    '-map_metadata',
    '1',
    '-map_chapters',
    '1',
    ...output,
    file,
  )
  return file
}

const CHAPTERS = [
  { start: 0, title: 'Ein=s' },
  { start: 2000, title: 'Zwei' },
]
const READ = [
  { startSeconds: 0, title: 'Ein=s' },
  { startSeconds: 2, title: 'Zwei' },
]

const COMMENTS = [
  ...['CHAPTER001=00:00:00.000', 'CHAPTER001NAME=Ein=s', 'CHAPTER002=00:00:02.000', 'CHAPTER002NAME=Zwei'],
].flatMap((comment) => ['-metadata', comment])

describe('what a source says of itself', () => {
  it.each([
    ['MP3', 'a.mp3', []],
    ['M4A', 'a.m4a', ['-map_metadata', '1']],
    ['Vorbis', 'a.ogg', ['-c:a', 'libvorbis', ...COMMENTS]],
    ['Opus', 'a.opus', []],
    ['Matroska', 'a.mka', ['-c:a', 'flac']],
  ])('is read, tags and chapters: %s', async (_, name, output) => {
    const dir = await scratch()
    const { embedded, findings } = await look(engine, await tagged(dir, name, CHAPTERS, output), dir)
    expect(embedded).toEqual({ tags: expect.objectContaining(TOLD), chapters: READ })
    expect(findings).toEqual([])
  })

  it.each([
    ['FLAC', 'a.flac'],
    ['WAV', 'a.wav'],
  ])('is read, tags: %s', async (_, name) => {
    const dir = await scratch()
    const { embedded } = await look(engine, await tagged(dir, name, []), dir)
    expect(embedded.tags).toMatchObject({ ...TOLD, publishedAt: '2024-05-01' })
  })

  it('is read: chapters in the comments of a FLAC, and markers of a WAV', async () => {
    const dir = await scratch()
    const flac = await makeSignal(join(dir, 'a.flac'), SIGNALS.speech, { output: COMMENTS })
    expect((await look(engine, flac, dir)).embedded.chapters).toEqual(READ)
    const wav = join(dir, 'a.wav')
    const cues = cueChunks(
      READ.map(({ startSeconds, title }) => ({ frame: 8000 * startSeconds, label: Buffer.from(title) })),
    )
    await writeFile(wav, wavWith({ behind: cues }, 8000))
    expect((await look(engine, wav, dir)).embedded.chapters).toEqual(READ)
  })

  it('is mended where its chapters cannot stand, and the rest is a finding', async () => {
    const dir = await scratch()
    const broken = [
      { start: 3000, title: 'C' },
      { start: 1500, title: 'B' },
      { start: 3000, title: 'D' },
      { start: 60_000, title: 'E' },
    ]
    const { embedded, findings } = await look(engine, await tagged(dir, 'a.mp3', broken), dir)
    expect(embedded.chapters.map(({ startSeconds }) => startSeconds)).toEqual([0, 1.5, 3])
    expect(embedded.chapters.map(({ title }) => title)).toEqual(['Start', 'B', 'C'])
    expect(findings).toMatchObject([{ code: 'chapters_unusable', measured: { found: 4, kept: 3 } }])
  })

  it('is taken as far as it fits, and never fails the job', async () => {
    const dir = await scratch()
    const many = Array.from({ length: 2500 }, (_, i) => ({ start: i, title: `${i}` }))
    const mka = await tagged(dir, 'a.mka', many, ['-c:a', 'flac'])
    const { embedded, findings } = await look(engine, mka, dir)
    expect(embedded.chapters).toHaveLength(1000)
    expect(findings).toMatchObject([{ code: 'chapters_unusable', measured: { found: 2500, kept: 1000 } }])
    const flac = await readFile(await tagged(dir, 'a.flac', []))
    const huge = join(dir, 'b.flac')
    await writeFile(huge, flacWith(flac, 4, vorbisComment(`SYNOPSIS=${'y'.repeat(10_000_000)}`)))
    expect((await look(engine, huge, dir)).embedded.tags).toMatchObject({ description: 'y'.repeat(4000) })
  })
})
