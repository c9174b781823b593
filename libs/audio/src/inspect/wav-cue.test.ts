import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { scratch } from '../testing/signals.ts'
import { cueChunks, wavWith } from '../testing/wav-cues.ts'
import { readWavCues } from './wav-cue.ts'

const reading = async (bytes: Buffer) => {
  const file = join(await scratch(), 'a.wav')
  await writeFile(file, bytes)
  return readWavCues(file, 1000)
}

const CUES = [
  { frame: 0, label: Buffer.from('Anfang') },
  { frame: 1500, label: Buffer.from('Gr\xfc\xdfe', 'latin1') },
  { frame: 2500 },
]
const CHAPTERS = [
  { startSeconds: 0, title: 'Anfang' },
  { startSeconds: 1.5, title: 'Grüße' },
  { startSeconds: 2.5, title: '' },
]

describe('markers of a WAV', () => {
  it('are read with their labels, before and behind the sound', async () => {
    expect(await reading(wavWith({ behind: cueChunks(CUES) }))).toEqual({ chapters: CHAPTERS })
    expect(await reading(wavWith({ before: cueChunks(CUES) }))).toEqual({ chapters: CHAPTERS })
  })

  it('may be none', async () => {
    expect(await reading(wavWith({}))).toEqual({ chapters: [] })
    expect(await reading(Buffer.from('not a wav at all'))).toEqual({ chapters: [] })
  })

  it('are told to be broken where they are cut off', async () => {
    const whole = wavWith({ behind: cueChunks(CUES) })
    const { chapters, problem } = await reading(whole.subarray(0, whole.length - 70))
    expect(chapters.length).toBeGreaterThan(0)
    expect(problem).toBe('its markers are cut off or too many')
  })

  it('never break the reader, whatever is in them', async () => {
    const bytes = fc.uint8Array({ maxLength: 200 })
    const kinds = fc.constantFrom('cue ', 'LIST')
    const file = join(await scratch(), 'a.wav')
    await fc.assert(
      fc.asyncProperty(kinds, bytes, fc.nat(300), async (kind, content, size) => {
        const chunk = Buffer.concat([Buffer.from(kind), Buffer.alloc(4), Buffer.from('adtl'), content])
        chunk.writeUInt32LE(size, 4)
        await writeFile(file, wavWith({ behind: chunk }))
        const { chapters } = await readWavCues(file, 1000)
        expect(chapters.length).toBeLessThan(10)
      }),
      { numRuns: 50 },
    )
  })
})
