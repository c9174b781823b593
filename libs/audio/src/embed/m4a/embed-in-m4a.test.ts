import { randomBytes } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { AudioError } from '../../audio-error.ts'
import { scratch } from '../../testing/signals.ts'
import { FULL, makeCover, makeFinished, samplesOf } from '../testing/finished-file.ts'
import { probe } from '../testing/read-back.ts'
import { indexInFront } from './index-in-front.ts'
import { coverItem } from './items.ts'

type Box = { path: string; body: Buffer; at: number }

const INSIDE: Partial<Record<string, number>> = {
  ...{ moov: 0, trak: 0, mdia: 0, minf: 0, stbl: 0, udta: 0, ilst: 0, covr: 0, '----': 0, meta: 4 },
}

/** Every box with the path to it. */
function boxesOf(file: Buffer, from = 0, to = file.length, above = ''): Box[] {
  const boxes: Box[] = []
  for (let at = from; at < to; at += file.readUInt32BE(at)) {
    const type = file.toString('latin1', at + 4, at + 8)
    const end = at + file.readUInt32BE(at)
    const path = `${above}/${type}`
    boxes.push({ path, body: file.subarray(at + 8, end), at })
    const inside = INSIDE[type]
    if (inside !== undefined) boxes.push(...boxesOf(file, at + 8 + inside, end, path))
  }
  return boxes
}

describe('a finished M4A', () => {
  it('has its index in front, with a JPEG for a cover and its loudness under iTunes’ names', async () => {
    const cover = await makeCover()
    const file = await readFile((await makeFinished('m4a', { ...FULL, cover })).path)
    const boxes = boxesOf(file)
    const top = boxes.filter(({ path }) => path.lastIndexOf('/') === 0)
    expect(top.map(({ path }) => path)).toEqual(['/ftyp', '/moov', '/free', '/mdat'])
    const list = '/moov/udta/meta/ilst'
    const picture = boxes.find(({ path }) => path === `${list}/covr/data`)?.body
    expect([picture?.readUInt32BE(0), picture?.readUInt32BE(4)]).toEqual([13, 0])
    expect(picture?.subarray(8)).toEqual(await readFile(cover.path))
    const own = boxes.filter(({ path }) => path.startsWith(`${list}/----/`))
    expect(own.map(({ body }) => body.subarray(4).toString())).toEqual([
      ...[
        'com.apple.iTunes',
        'iTunNORM',
        expect.stringMatching(/^\0{4} 00000631 00000631 00000F7A 00000F7A /),
      ],
      ...['com.apple.iTunes', 'replaygain_track_gain', '\0\0\0\0-2.00 dB'],
    ])
  })

  it('finds the titles of its chapters where its index says', async () => {
    const file = await readFile((await makeFinished('m4a', FULL)).path)
    const tracks = boxesOf(file).filter(({ path }) => path.endsWith('/stbl/stco'))
    const offset = tracks[1]?.body.readUInt32BE(8) ?? 0
    expect(file.toString('utf8', offset + 2, offset + 2 + file.readUInt16BE(offset))).toBe('Anfang')
  })

  it('names its language and lasts as long as its audio', async () => {
    const { path } = await makeFinished('m4a', FULL)
    const media = boxesOf(await readFile(path)).find(({ path }) => path.endsWith('/mdhd'))
    const packed = media?.body.readUInt16BE(20) ?? 0
    const letters = [10, 5, 0].map((shift) => String.fromCharCode(0x60 + ((packed >> shift) & 31)))
    expect(letters.join('')).toBe('deu')
    const { format, chapters } = await probe(path)
    expect(format.duration).toBeCloseTo(3, 1)
    expect(chapters.at(-1)?.end_time).toBeCloseTo(3, 1)
  })

  it('has all its chapters, however many', async () => {
    const chapters = Array.from({ length: 600 }, (_, at) => ({
      startSeconds: at * 0.005,
      title: `Chapter ${at}`,
    }))
    const { path } = await makeFinished('m4a', { tags: {}, chapters })
    expect((await probe(path)).chapters).toHaveLength(600)
  })
})

describe('moving the index of an M4A', () => {
  it('changes nothing but places when it is in front already', async () => {
    const { path, encodedSamples } = await makeFinished('m4a', FULL)
    const pieces = await indexInFront(path, [coverItem(randomBytes(5000))])
    const file = await readFile(path)
    const bytes = pieces.map((piece) => {
      return Buffer.isBuffer(piece) ? piece : file.subarray(piece.start, piece.end)
    })
    const again = join(await scratch(), 'again.m4a')
    await writeFile(again, Buffer.concat(bytes))
    expect(await samplesOf(again)).toBe(encodedSamples)
  })

  it('refuses what is built otherwise, and is never confused by it', async () => {
    const dir = await scratch()
    const file = await readFile((await makeFinished('m4a', FULL)).path)
    const index = boxesOf(file).filter(({ path, at }) => path.startsWith('/moov') && at < file.length)
    const broken = join(dir, 'broken.m4a')
    const header = fc.constantFrom(...index.map(({ at }) => at))
    await fc.assert(
      fc.asyncProperty(header, fc.nat(7), fc.integer({ min: 1, max: 255 }), async (at, byte, change) => {
        const bytes = Buffer.from(file)
        bytes[at + byte] = (bytes[at + byte] ?? 0) ^ change
        await writeFile(broken, bytes)
        const failure: unknown = await indexInFront(broken, []).catch((error: unknown) => error)
        if (!Array.isArray(failure)) expect(failure).toBeInstanceOf(AudioError)
      }),
      { numRuns: 300 },
    )
  })

  it.each([
    ['something else', Buffer.from('RIFF\0\0\0\0WAVEfmt ')],
    ['nothing', Buffer.alloc(0)],
    ['a fragment', Buffer.from('\0\0\0\x08moof')],
    ['a box longer than the file', Buffer.from('\0\0\x10\0ftypM4A ')],
  ])('refuses %s', async (_, bytes) => {
    const path = join(await scratch(), 'strange.m4a')
    await writeFile(path, bytes)
    await expect(indexInFront(path, [])).rejects.toMatchObject({ name: 'AudioError', code: 'internal' })
  })
})
