import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { never } from '../../never.ts'
import { scratch } from '../../testing/signals.ts'
import { prepareEmbedding } from '../prepare-embedding.ts'
import { FULL, makeCover, makeFinished } from '../testing/finished-file.ts'

describe('a finished FLAC', () => {
  it('has its stream, its comments and its picture, and then frames of audio', async () => {
    const cover = await makeCover()
    const file = await readFile((await makeFinished('flac', { ...FULL, cover })).path)
    const blocks: { type: number; at: number }[] = []
    let at = 4
    for (let last = false; !last; ) {
      last = (file[at] ?? 0) >= 0x80
      blocks.push({ type: (file[at] ?? 0) & 0x7f, at: at + 4 })
      at += 4 + file.readUIntBE(at + 1, 3)
    }
    expect(blocks.map(({ type }) => type)).toEqual([0, 4, 6])
    expect(file.readUInt16BE(at) & 0xfffc).toBe(0xfff8)
    const picture = blocks[2]?.at ?? 0
    expect(file.readUInt32BE(picture)).toBe(3)
    expect([22, 26, 30].map((field) => file.readUInt32BE(picture + field))).toEqual([600, 500, 24])
    expect(file.toString('latin1')).toContain('REPLAYGAIN_TRACK_GAIN=-2.00 dB')
  })

  it.each(['fLaC', 'fLaC\0\0\0\x22', 'RIFF and then something else that is long enough to be read'])(
    'is not made of what is none: %s',
    async (bytes) => {
      const dir = await scratch()
      const options = { promisedLufs: null, durationSeconds: 1, signal: never }
      const { complete } = await prepareEmbedding(dir, 'flac', FULL, options)
      await writeFile(join(dir, 'encoded'), bytes)
      await expect(complete(join(dir, 'encoded'), join(dir, 'output'))).rejects.toMatchObject({
        name: 'AudioError',
        code: 'internal',
      })
    },
  )
})
