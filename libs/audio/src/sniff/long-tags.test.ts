import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createAudioEngine } from '../create-audio-engine.ts'
import type { Inspected } from '../inspected.ts'
import { PRESETS } from '../presets.ts'
import { type ProducedFile, produceEpisode } from '../produce/produce-episode.ts'
import { longText } from '../testing/id3-text.ts'
import { look, never } from '../testing/jobs.ts'
import { ffmpeg, makeSignal, SIGNALS, scratch } from '../testing/signals.ts'

const engine = createAudioEngine({ stallMs: 10_000 })
const TAG = longText(1_100_000)

/** In a directory of its own, under a name that does not say what it is. */
async function written(...parts: Uint8Array[]): Promise<{ source: string; dir: string }> {
  const dir = await scratch()
  const source = join(dir, 'source')
  await writeFile(source, Buffer.concat(parts))
  return { source, dir }
}

/** A voice of three seconds as this encoder writes it. */
async function voice(name: string, output: string[] = []): Promise<Buffer> {
  return readFile(await makeSignal(join(await scratch(), name), SIGNALS.speech, { seconds: 3, output }))
}

async function seen(...parts: Uint8Array[]): Promise<Inspected> {
  const { source, dir } = await written(...parts)
  return look(engine, source, dir)
}

/** What must not depend on what stands in front of the recording. */
function heard({ container, codec, decodedDurationSeconds, loudness, levels, curve, findings }: Inspected) {
  return { container, codec, decodedDurationSeconds, loudness, levels, curve, findings }
}

const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'it succeeds',
    (error: { code?: string }) => error.code ?? String(error),
  )

describe('a recording behind a tag that is longer than what is looked at', () => {
  it.each([
    ['1.1 MB of ü', TAG],
    ['10 MB of ideographs', longText(9_999_999, '漢')],
    ['200 KB of ü', longText(200_000)],
    ['one of 600 KB and another', Buffer.concat([longText(600_000), longText(600_000)])],
  ])('is what it is without it: MP3 behind %s', async (_, tag) => {
    const mp3 = await voice('a.mp3')
    expect(heard(await seen(tag, mp3))).toEqual(heard(await seen(mp3)))
  })

  it.each([
    ['mp2', 'a.mp2', []],
    ['aac', 'a.aac', []],
    ['flac', 'a.flac', []],
    ['ac3', 'a.ac3', []],
    ['ogg', 'a.ogg', ['-c:a', 'libvorbis']],
  ])('is what it is without it: %s', async (_, name, output) => {
    const bytes = await voice(name, output)
    expect(heard(await seen(TAG, bytes))).toEqual(heard(await seen(bytes)))
  })

  it('is read as one where it changes its rate half-way', async () => {
    const parts = [
      await voice('a.mp3', ['-write_xing', '0']),
      await voice('b.mp3', ['-ac', '1', '-ar', '22050']),
    ]
    const inspected = await seen(TAG, ...parts)
    expect(inspected.uniformCopy).toBeDefined()
    expect(inspected.decodedDurationSeconds).toBeCloseTo(6, 0)
  })

  it('gives out the picture that stands behind that tag', async () => {
    const dir = await scratch()
    const picture = join(dir, 'cover.png')
    await ffmpeg('-v', 'error', '-f', 'lavfi', '-i', 'testsrc=s=80x80', '-frames:v', '1', picture)
    const plain = await makeSignal(join(dir, 'a.mp3'), SIGNALS.speech, { seconds: 1 })
    const maps = ['-map', '0:a', '-map', '1', '-c', 'copy', '-disposition:v', 'attached_pic']
    await ffmpeg('-v', 'error', '-i', plain, '-i', picture, ...maps, join(dir, 'b.mp3'))
    const { embedded } = await seen(TAG, await readFile(join(dir, 'b.mp3')))
    expect(await readFile(embedded.picturePath ?? '')).toEqual(await readFile(picture))
  })
})

describe('an episode of a recording behind such a tag', () => {
  const { loudness, waveform } = PRESETS.podcast
  const wishes = {
    ...{ loudness, waveform, metadata: { title: 'A title' } },
    renditions: [{ format: 'mp3' as const, bitrateKbps: 64 as const }, { format: 'm4a' as const }],
    preview: { seconds: 5 },
  }

  async function produced(...parts: Uint8Array[]): Promise<ProducedFile[]> {
    const { source, dir } = await written(...parts)
    const files: ProducedFile[] = []
    const out = join(dir, 'out')
    await mkdir(out)
    const onFile = async (file: ProducedFile) => void files.push(file)
    await produceEpisode(engine, source, { dir: out, wishes, signal: never, onFile })
    return files.filter(({ making }) => making).sort((a, b) => a.name.localeCompare(b.name))
  }

  it('is the same to the byte, and tells what made it without what guarded it', async () => {
    const mp3 = await voice('a.mp3')
    const [tagged, plain] = [await produced(TAG, mp3), await produced(mp3)]
    expect(tagged.map(({ name }) => name)).toEqual(['episode.m4a', 'episode.mp3', 'preview.mp3'])
    expect(tagged.map(({ integrity }) => integrity)).toEqual(plain.map(({ integrity }) => integrity))
    for (const [i, { making }] of tagged.entries()) {
      // With the same source, what is told makes the same bytes: it could not be opened otherwise.
      expect(making?.arguments).toEqual(['-f', 'mp3', ...(plain[i]?.making?.arguments ?? [])])
    }
  })
})

describe('a tag as long as that', () => {
  const noise = Buffer.from(Uint8Array.from({ length: 200_000 }, (_, i) => (i * i * 7919) >> 5))
  it.each([
    ['nothing', Buffer.alloc(0)],
    ['noise', noise],
    ['zeros', Buffer.alloc(200_000)],
    ['a zip', Buffer.from('PK\x03\x04 and so on')],
    ['a web page', Buffer.from('<!doctype html><html><body>404</body></html>')],
    ['a film in parts of MPEG', Buffer.concat(Array(9).fill(Buffer.from([0x47, ...Array(187).fill(0)])))],
  ])('makes no recording of what stands behind it: %s', async (_, behind) => {
    expect(await codeOf(seen(TAG, behind))).toBe('corrupt_input')
  })

  it('makes no recording of what it claims to hold beyond the end of the file', async () => {
    expect(await codeOf(seen(TAG.subarray(0, 700_000)))).toBe('corrupt_input')
  })
})
