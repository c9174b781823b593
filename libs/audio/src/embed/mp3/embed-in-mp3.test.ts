import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { FULL, makeCover, makeFinished } from '../testing/finished-file.ts'
import { probe } from '../testing/read-back.ts'

type Frame = { id: string; body: Buffer }

/** Reads frames by the letter of id3.org/id3v2.3.0. */
function framesOf(bytes: Buffer): Frame[] {
  const frames: Frame[] = []
  for (let at = 0; at < bytes.length; ) {
    const end = at + 10 + bytes.readUInt32BE(at + 4)
    expect(bytes.readUInt16BE(at + 8)).toBe(0)
    frames.push({ id: bytes.toString('latin1', at, at + 4), body: bytes.subarray(at + 10, end) })
    at = end
  }
  return frames
}

async function tagOf(path: string) {
  const file = await readFile(path)
  expect([...file.subarray(0, 6)]).toEqual([...Buffer.from('ID3\x03\0\0')])
  const bytes = [6, 7, 8, 9].reduce((sum, at) => {
    expect(file[at]).toBeLessThan(0x80)
    return sum * 128 + (file[at] ?? 0)
  }, 0)
  return { frames: framesOf(file.subarray(10, 10 + bytes)), audio: file.subarray(10 + bytes) }
}

describe('the tag of an MP3', () => {
  it('is ID3v2.3 in UTF-16, in front of the Xing header', async () => {
    const { path } = await makeFinished('mp3', { ...FULL, cover: await makeCover() })
    const { frames, audio } = await tagOf(path)
    expect(audio.readUInt16BE(0) & 0xffe0).toBe(0xffe0)
    expect(audio.subarray(0, 400).toString('latin1')).toMatch(/Xing|Info/)
    expect(audio.toString('latin1', audio.length - 128, audio.length - 125)).not.toBe('TAG')
    const body = (id: string) => frames.find((frame) => frame.id === id)?.body
    expect(body('TPE1')).toEqual(Buffer.from('\x01\xff\xfeD\0i\0e\0 \0\xdc\0b\0e\0n\0d\0e\0n\0', 'latin1'))
    expect(body('COMM')?.toString('latin1', 0, 14)).toBe('\x01deu\xff\xfe\0\0\xff\xfeE\0r\0')
    expect(body('APIC')?.toString('latin1', 0, 17)).toBe('\0image/jpeg\0\x03\0\xff\xd8\xff')
    expect(frames.map(({ id }) => id).join(' ')).toBe(
      'TIT2 TPE1 TALB TYER TDAT TRCK TPOS TCON TLAN TCOP COMM TXXX COMM CTOC CHAP CHAP CHAP APIC',
    )
  })

  it('has a table of contents at the top, in order, and chapters up to the end', async () => {
    const { frames } = await tagOf((await makeFinished('mp3', FULL)).path)
    const table = frames.find(({ id }) => id === 'CTOC')?.body
    expect(table?.toString('latin1')).toBe('toc\0\x03\x03ch0\0ch1\0ch2\0')
    const last = frames.findLast(({ id }) => id === 'CHAP')?.body
    expect(last?.toString('latin1', 0, 4)).toBe('ch2\0')
    const times = [4, 8, 12, 16].map((at) => last?.readUInt32BE(at))
    expect(times).toEqual([2500, 3000, 0xffffffff, 0xffffffff])
  })

  it('lists more chapters than a table can hold in tables of tables', async () => {
    const chapters = Array.from({ length: 600 }, (_, at) => ({
      startSeconds: at * 0.005,
      title: `Chapter ${at}`,
    }))
    const { path } = await makeFinished('mp3', { tags: {}, chapters })
    const { frames } = await tagOf(path)
    const tables = frames.filter(({ id }) => id === 'CTOC').map(({ body }) => body.toString('latin1'))
    expect(tables.map((table) => table.split('\0').length - 2)).toEqual([3, 255, 255, 90])
    expect(tables[0]).toBe('toc\0\x03\x03toc0\0toc1\0toc2\0')
    expect((await probe(path)).chapters).toHaveLength(600)
  })

  it('is absent when there is nothing to say', async () => {
    const { path } = await makeFinished('mp3', { tags: {}, chapters: [] }, { promisedLufs: null })
    expect((await readFile(path)).readUInt16BE(0) & 0xffe0).toBe(0xffe0)
  })
})
