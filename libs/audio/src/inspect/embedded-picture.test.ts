import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createAudioEngine } from '../create-audio-engine.ts'
import { flacWith, pictureBlock } from '../testing/flac-blocks.ts'
import { codesOf, exists, look } from '../testing/jobs.ts'
import { ffmpeg, makeSignal, SIGNALS, scratch } from '../testing/signals.ts'

const engine = createAudioEngine()

async function covered(dir: string, source: string, name: string): Promise<{ file: string; cover: Buffer }> {
  const picture = join(dir, 'cover.png')
  await ffmpeg('-v', 'error', '-f', 'lavfi', '-i', 'testsrc=s=80x80', '-frames:v', '1', picture)
  const file = join(dir, name)
  const attached = ['-map', '0:a', '-map', '1', '-c', 'copy', '-disposition:v', 'attached_pic']
  const mkv = ['-map', '0:a', '-c', 'copy', '-attach', picture, '-metadata:s:t', 'mimetype=image/png']
  await ffmpeg(
    '-v',
    'error',
    '-i',
    source,
    ...(name.endsWith('mka') ? mkv : ['-i', picture, ...attached]),
    file,
  )
  return { file, cover: await readFile(picture) }
}

describe('an embedded picture', () => {
  it.each([
    ['MP3', 'b.mp3', []],
    ['M4A', 'b.m4a', []],
    ['FLAC', 'b.flac', []],
    ['Matroska', 'b.mka', ['-c:a', 'flac']],
  ])('is taken out as it is: %s', async (_, name, output) => {
    const dir = await scratch()
    const source = await makeSignal(join(dir, name.replace('b', 'a')), SIGNALS.speech, { output })
    const { file, cover } = await covered(dir, source, name)
    const { embedded, findings } = await look(engine, file, dir)
    expect(await readFile(embedded.picturePath ?? '')).toEqual(cover)
    expect(findings).toEqual([])
  })

  it('is taken out of Vorbis comments', async () => {
    const dir = await scratch()
    const mp3 = await makeSignal(join(dir, 'a.mp3'), SIGNALS.speech)
    const { cover } = await covered(dir, mp3, 'b.mp3')
    const source = await makeSignal(join(dir, 'a.opus'), SIGNALS.speech, {
      output: ['-metadata', `METADATA_BLOCK_PICTURE=${pictureBlock(cover, 'image/png').toString('base64')}`],
    })
    expect(await readFile((await look(engine, source, dir)).embedded.picturePath ?? '')).toEqual(cover)
  })

  it.each([
    ['that is no picture', Buffer.from('<script>'), 'image/png', undefined],
    ['that is too large', Buffer.alloc(11 * 1024 ** 2, 7), 'image/jpeg', 'cover_unusable'],
    ['of an unknown kind', Buffer.alloc(500, 7), 'image/avif', 'cover_unusable'],
  ])('never fails the job, also one %s', async (_, picture, kind, finding) => {
    const dir = await scratch()
    const flac = await readFile(await makeSignal(join(dir, 'a.flac'), SIGNALS.speech))
    const file = join(dir, 'b.flac')
    const block = pictureBlock(picture, kind)
    await writeFile(file, flacWith(flac, 6, block))
    const inspected = await look(engine, file, dir)
    expect(codesOf(inspected)).toEqual(finding ? [finding] : [])
    expect(await exists(join(dir, 'embedded-picture'))).toBe(finding === undefined)
    expect(inspected.embedded.picturePath).toBe(finding ? undefined : join(dir, 'embedded-picture'))
  })
})
