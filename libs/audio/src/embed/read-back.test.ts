import { readFile } from 'node:fs/promises'
import { parseFile } from 'music-metadata'
import { describe, expect, it } from 'vitest'
import { FULL, isGone, makeCover, makeFinished, samplesOf } from './testing/finished-file.ts'
import { readChapters } from './testing/read-back.ts'

const { tags } = FULL

describe.each(['mp3', 'm4a', 'opus', 'flac'] as const)('a finished %s', (format) => {
  it('says everything to an independent reader, and sounds as it was encoded', async () => {
    const cover = await makeCover()
    const { path, encoded, encodedSamples } = await makeFinished(format, { ...FULL, cover })
    const { common } = await parseFile(path)
    const { title, artist, album, genre, copyright } = tags
    expect(common).toMatchObject({ title, artist, album, copyright, genre: [genre], year: 2026 })
    expect([common.track.no, common.disk.no]).toEqual([tags.number, tags.season])
    expect(common.comment?.map(({ text }) => text)).toContain(tags.description)
    const links = format === 'm4a' ? {} : { url: 'https://example.org/%C3%BC?a=1#x' }
    expect(await readChapters(path, format)).toEqual([
      { startSeconds: 0, title: 'Anfang' },
      { startSeconds: 1, title: 'Mitte = ; # 🎧', ...links },
      { startSeconds: 2.5, title: 'Ende' },
    ])
    const [picture] = common.picture ?? []
    expect(picture?.format).toBe('image/jpeg')
    // MP4 knows but one kind.
    expect(picture?.type).toBe(format === 'm4a' ? undefined : 'Cover (front)')
    expect(Buffer.from(picture?.data ?? [])).toEqual(await readFile(cover.path))
    expect(await samplesOf(path)).toBe(encodedSamples)
    expect(await isGone(encoded)).toBe(true)
  })

  it('is the same, byte for byte, when it is made again', async () => {
    const metadata = { ...FULL, cover: await makeCover() }
    const [once, again] = [await makeFinished(format, metadata), await makeFinished(format, metadata)]
    expect(await readFile(again.path)).toEqual(await readFile(once.path))
  })

  it('is whole without anything to say', async () => {
    const nothing = { tags: {}, chapters: [] }
    const { path, encodedSamples } = await makeFinished(format, nothing, { promisedLufs: null })
    const { common } = await parseFile(path)
    expect([common.title, common.comment, common.picture]).toEqual([undefined, undefined, undefined])
    expect(await readChapters(path, format)).toEqual([])
    expect(await samplesOf(path)).toBe(encodedSamples)
    expect(await readFile(path, 'latin1')).not.toMatch(/replaygain|R128_TRACK|iTunNORM/i)
  })
})
