import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createAudioEngine } from '../create-audio-engine.ts'
import { codesOf, look } from '../testing/jobs.ts'
import { makeSignal, SIGNALS, scratch } from '../testing/signals.ts'

const engine = createAudioEngine()
const SECONDS = 6

/** What becomes of the first tenths of a file: a code, or a sorted list of findings. */
async function outcomes(name: string, options: string[]): Promise<Record<number, string>> {
  const dir = await scratch()
  const signal = { seconds: SECONDS, channels: 1, output: options }
  const bytes = await readFile(await makeSignal(join(dir, name), SIGNALS.speech, signal))
  const cut = async (tenths: number): Promise<[number, string]> => {
    const file = join(dir, `${tenths}-${name}`)
    await writeFile(file, bytes.subarray(0, Math.round((bytes.length * tenths) / 10)))
    const looking = look(engine, file, dir).then(
      (inspected) => {
        expect(inspected.decodedDurationSeconds).toBeLessThan(SECONDS)
        expect(inspected.decodedDurationSeconds).toBeGreaterThan((SECONDS * (tenths - 3)) / 10)
        // Less than half a second is too short to be measured.
        return codesOf(inspected)
          .filter((code) => code !== 'very_quiet')
          .join(' ')
      },
      (error: { code?: string }) => `refused: ${error.code}`,
    )
    return [tenths, await looking]
  }
  const results: [number, string][] = []
  for (const tenths of [1, 4, 7]) {
    results.push(...(await Promise.all([cut(tenths), cut(tenths + 1), cut(tenths + 2)])))
  }
  return Object.fromEntries(results)
}

const every = (outcome: string) => Object.fromEntries([1, 2, 3, 4, 5, 6, 7, 8, 9].map((i) => [i, outcome]))

describe('a recording cut off after a tenth, two tenths … of its bytes', () => {
  it.each([
    ['a.wav', []],
    ['b.wav', ['-rf64', 'always']],
    ['a.w64', []],
    ['a.aiff', []],
    ['a.caf', []],
    ['a.flac', []],
    ['a.mp3', []],
    ['a.m4a', ['-movflags', '+faststart']],
    ['a.mka', ['-c:a', 'flac']],
  ])(
    'is refused below half and told above, where the header knows the length: %s %j',
    async (name, options) => {
      const { 5: half, ...others } = await outcomes(name, options)
      const below = Object.fromEntries([1, 2, 3, 4].map((i) => [i, 'refused: truncated_input']))
      const above = Object.fromEntries([6, 7, 8, 9].map((i) => [i, 'truncated_input']))
      expect(others).toEqual({ ...below, ...above })
      expect(half).toMatch(/truncated_input$/)
    },
  )

  it.each(['a.wv', 'a.tta'])('is refused where not even the first block is whole: %s', async (name) => {
    const { 1: first, ...others } = await outcomes(name, [])
    expect(first).toBe('refused: corrupt_input')
    expect(others).toMatchObject({ 4: 'refused: truncated_input', 9: 'truncated_input' })
  })

  it('is refused where the index was at the end', async () => {
    expect(await outcomes('a.m4a', [])).toEqual(every('refused: corrupt_input'))
  })

  it.each([
    ['a.opus', ['-page_duration', '20000']],
    ['a.ogg', ['-c:a', 'libvorbis', '-q:a', '6', '-page_duration', '20000']],
    ['a.aac', ['-b:a', '96k']],
    ['a.mp3', ['-write_xing', '0', '-b:a', '96k']],
  ])('is a shorter recording where nothing tells the length: %s', async (name, options) => {
    expect(await outcomes(name, options)).toEqual(every(''))
  })
})
