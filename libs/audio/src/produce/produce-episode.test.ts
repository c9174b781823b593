import { createHash } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { createAudioEngine } from '../create-audio-engine.ts'
import { PRESETS } from '../presets.ts'
import { never } from '../testing/jobs.ts'
import { ffmpeg, makeSignal, SIGNALS, scratch } from '../testing/signals.ts'
import { type ProducedFile, produceEpisode } from './produce-episode.ts'
import type { Wishes } from './wishes.ts'

const engine = createAudioEngine()

/** A recording that brings a title, an artist and two chapters of its own. */
async function recording(dir: string): Promise<string> {
  const plain = await makeSignal(join(dir, 'plain.wav'), SIGNALS.speech, { seconds: 6 })
  const tags = join(dir, 'tags.txt')
  const chapters = [0, 3].map((s) => `[CHAPTER]\nTIMEBASE=1/1\nSTART=${s}\nEND=${s + 3}\ntitle=from ${s}`)
  await writeFile(tags, `;FFMETADATA1\ntitle=Its own\nartist=Somebody\n${chapters.join('\n')}\n`)
  const file = join(dir, 'source.m4a')
  await ffmpeg(...['-v', 'error', '-i', plain, '-i', tags, '-map_metadata', '1', '-map_chapters', '1', file])
  return file
}

async function picture(dir: string): Promise<string> {
  const path = join(dir, 'picture.png')
  const create = { width: 1400, height: 1400, channels: 4, background: '#c0392b80' } as const
  await sharp({ create }).png().toFile(path)
  return path
}

const { loudness, waveform } = PRESETS.podcast
const PLAIN: Wishes = { loudness, waveform, renditions: [{ format: 'mp3', bitrateKbps: 64 }], metadata: {} }

async function produce(source: string, dir: string, wishes: Partial<Wishes>) {
  await mkdir(dir)
  const files: ProducedFile[] = []
  const onFile = async (file: ProducedFile) => void files.push(file)
  const asked = { ...PLAIN, ...wishes }
  const { findings } = await produceEpisode(engine, source, { dir, wishes: asked, signal: never, onFile })
  const read = (name: string) => readFile(join(dir, name), 'utf8')
  return { files, names: files.map(({ name }) => name).sort(), codes: findings.map(({ code }) => code), read }
}

describe('an episode', () => {
  it('has everything that is published, to the byte the same each time', async () => {
    const dir = await scratch()
    const source = await recording(dir)
    const wishes = {
      picturePath: await picture(dir),
      preview: { seconds: 5 },
      feed: { baseUrl: 'https://a.example/' },
    }
    const first = await produce(source, join(dir, 'first'), wishes)
    const chapters = ['chapters.json', 'chapters.txt', 'chapters.vtt', 'chapters.xml']
    expect(first.names).toEqual([
      ...[
        ...chapters,
        'cover.jpg',
        'episode.mp3',
        'feed-item.xml',
        'preview.mp3',
        'report.html',
        'report.json',
      ],
      ...['waveform.dat', 'waveform.json'],
    ])
    expect(first.codes).toEqual([])
    for (const { path, bytes } of first.files) expect((await readFile(path)).length).toBe(bytes)
    const second = await produce(source, join(dir, 'second'), wishes)
    expect(await hashes(second.files)).toEqual(await hashes(first.files))
    const feed = await first.read('feed-item.xml')
    expect(feed).toContain('https://a.example/episode.mp3')
    expect(feed).toContain('https://a.example/cover.jpg')
    expect(feed).toMatch(/<podcast:soundbite startTime="[\d.]+" duration="5/)
  })

  it('is called what was asked for, and for the rest what the recording says of itself', async () => {
    const dir = await scratch()
    const { read } = await produce(await recording(dir), join(dir, 'out'), {
      metadata: { title: 'Asked for' },
    })
    const feed = await read('feed-item.xml')
    expect(feed).toContain('<title>Asked for</title>')
    expect(await ffmpeg('-i', join(dir, 'out', 'episode.mp3'), '-t', '0.1', '-f', 'null', '-')).toMatch(
      /artist +: Somebody\n/,
    )
    expect(await read('chapters.txt')).toBe('00:00:00 from 0\n00:00:03 from 3\n')
  })

  it('has no chapters when none are wanted', async () => {
    const dir = await scratch()
    const { names } = await produce(await recording(dir), join(dir, 'out'), { chapters: [] })
    expect(names).not.toContain('chapters.json')
  })
})

describe('an audiobook', () => {
  it('has the levels that ACX asks for, and the report says so', async () => {
    const dir = await scratch()
    const source = await makeSignal(join(dir, 'source.wav'), SIGNALS.speech, { seconds: 6, channels: 1 })
    const { read } = await produce(source, join(dir, 'out'), PRESETS['audiobook-acx'])
    const { profiles } = JSON.parse(await read('report.json')).files[0]
    const acx = profiles.find(({ profile }: { profile: string }) => profile === 'acx')
    const verdicts = acx.checks.map(({ what, verdict }: Record<string, string>) => `${what}: ${verdict}`)
    for (const what of ['RMS', 'Sample peak', 'Bit rate', 'Sample rate'])
      expect(verdicts).toContain(`${what}: pass`)
  })
})

describe('a recording that cannot be brought to its target', () => {
  it('has files that say so, besides the finding', async () => {
    const dir = await scratch()
    const source = await makeSignal(join(dir, 'source.wav'), `0.05*(${SIGNALS.speech})`)
    const { files, codes } = await produce(source, join(dir, 'out'), { preview: { seconds: 5 } })
    expect(codes).toEqual(['gain_capped'])
    const told = files.flatMap(({ name, withinTarget }) =>
      withinTarget === undefined ? [] : [[name, withinTarget]],
    )
    expect(told).toEqual([
      ['episode.mp3', false],
      ['preview.mp3', true],
    ])
  })
})

describe('a wish that does not fit the recording', () => {
  it('is left out with a finding, and the episode is finished all the same', async () => {
    const dir = await scratch()
    await writeFile(join(dir, 'no-picture'), '<svg xmlns="http://www.w3.org/2000/svg"/>')
    const { names, codes, read } = await produce(await recording(dir), join(dir, 'out'), {
      picturePath: join(dir, 'no-picture'),
      chapters: [
        { startSeconds: 0, title: 'here' },
        { startSeconds: 99, title: 'behind the end' },
      ],
      preview: { seconds: 5, startSeconds: 99 },
    })
    expect(codes).toEqual(['chapters_unusable', 'cover_unusable', 'preview_misplaced'])
    expect(await read('chapters.txt')).toBe('00:00:00 here\n')
    expect(names).toContain('preview.mp3')
    expect(names).not.toContain('cover.jpg')
  })
})

const hashes = (files: readonly ProducedFile[]) =>
  Promise.all(
    files
      .toSorted((a, b) => a.name.localeCompare(b.name))
      .map(async ({ name, path }) => [
        name,
        createHash('sha256')
          .update(await readFile(path))
          .digest('hex'),
      ]),
  )
