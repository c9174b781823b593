import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { scratch } from '../../testing/signals.ts'
import { FULL, makeFinished, samplesOf } from '../testing/finished-file.ts'
import { probe } from '../testing/read-back.ts'
import { withAppended } from './append-chunks.ts'

type Chunk = { id: string; body: Buffer }

function chunksOf(file: Buffer, from = 12): Chunk[] {
  const chunks: Chunk[] = []
  for (let at = from; at < file.length; ) {
    const bytes = file.readUInt32LE(at + 4)
    chunks.push({ id: file.toString('latin1', at, at + 4), body: file.subarray(at + 8, at + 8 + bytes) })
    at += 8 + bytes + (bytes % 2)
  }
  return chunks
}

describe('a finished WAV', () => {
  it('says in UTF-8 what it can say, and sounds as before', async () => {
    const { path, encodedSamples } = await makeFinished('wav', FULL)
    const { title, artist, album, genre, copyright, description } = FULL.tags
    const said = { title, artist, album, genre, copyright, comment: description }
    expect((await probe(path)).format.tags).toMatchObject(said)
    expect(await samplesOf(path)).toBe(encodedSamples)
  })

  it('has its chapters as named points behind the samples, and the right length', async () => {
    const file = await readFile((await makeFinished('wav', FULL)).path)
    expect(file.readUInt32LE(4)).toBe(file.length - 8)
    const chunks = chunksOf(file)
    expect(chunks.map(({ id }) => id)).toEqual(['fmt ', 'LIST', 'data', 'cue ', 'LIST'])
    const cue = chunks[3]?.body
    expect(cue?.readUInt32LE(0)).toBe(3)
    const samples = [0, 1, 2].map((at) => cue?.readUInt32LE(4 + 24 * at + 20))
    expect(samples).toEqual([0, 48_000, 120_000])
    const names = chunksOf(chunks[4]?.body ?? Buffer.alloc(0), 4)
    expect(names.map(({ id, body }) => `${id} ${body.readUInt32LE(0)} ${body.subarray(4)}`)).toEqual([
      'labl 1 Anfang\0',
      'labl 2 Mitte = ; # 🎧\0',
      'labl 3 Ende\0',
    ])
  })

  it('keeps the lengths of 64 bits that a long one has', async () => {
    const path = join(await scratch(), 'long.wav')
    const format = Buffer.from('fmt \x10\0\0\0\x01\0\x01\0\x80\xbb\0\0\0\0\0\0\0\0\0\0', 'latin1')
    await writeFile(
      path,
      Buffer.concat([
        Buffer.from('RF64\xff\xff\xff\xffWAVEds64\x1c\0\0\0', 'latin1'),
        Buffer.alloc(28),
        format,
      ]),
    )
    const [head] = await withAppended(path, (rateHz) => [Buffer.alloc(rateHz / 1000)])
    expect(Buffer.isBuffer(head) && head.readBigUInt64LE(20)).toBe(BigInt(48 + format.length + 48 - 8))
    expect(Buffer.isBuffer(head) && head.readUInt32LE(4)).toBe(0xffffffff)
  })

  it.each(['', 'fLaC', `RIFF\0\0\0\0WAVEdata${'\0'.repeat(99)}`, `OggS${'\0'.repeat(99)}`])(
    'is not made of what is none: %j',
    async (bytes) => {
      const path = join(await scratch(), 'strange.wav')
      await writeFile(path, bytes)
      await expect(withAppended(path, () => [])).rejects.toMatchObject({
        name: 'AudioError',
        code: 'internal',
      })
    },
  )
})
