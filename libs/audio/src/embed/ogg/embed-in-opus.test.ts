import { readFile } from 'node:fs/promises'
import { parseFile } from 'music-metadata'
import { describe, expect, it } from 'vitest'
import { FULL, makeFinished } from '../testing/finished-file.ts'

describe('a finished Opus', () => {
  it('tells its loudness relative to −23 LUFS, and its header changes nothing', async () => {
    const { path } = await makeFinished('opus', FULL, { promisedLufs: -16.5 })
    const read = await parseFile(path)
    const gain = read.native.vorbis?.find(({ id }) => id === 'R128_TRACK_GAIN')
    expect(gain?.value).toBe('-1664')
    const file = await readFile(path)
    expect(file.readInt16LE(file.indexOf('OpusHead') + 16)).toBe(0)
  })
})
