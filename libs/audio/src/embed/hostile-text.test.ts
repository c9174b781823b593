import fc from 'fast-check'
import { parseFile } from 'music-metadata'
import { describe, expect, it } from 'vitest'
import { cleanLine, cleanParagraphs, cutToBytes } from './clean-text.ts'
import { makeFinished } from './testing/finished-file.ts'
import { readChapters } from './testing/read-back.ts'

const BLOCKS = [
  '[CHAPTER]',
  '[STREAM]',
  'TIMEBASE=1/1',
  ';FFMETADATA1',
  'title=',
  'CHAPTER999=',
  '\r\n',
  '\n',
  '\0',
]
const ODD = [
  '\\',
  '=',
  ';',
  '#',
  '\u2028',
  '\uFEFF',
  '\uFFFE',
  '\uD83C',
  '\uDC00',
  '\u202E',
  'ß',
  'א',
  '🎙',
  'e\u0301',
  '\x85',
]

/** Text by somebody who knows what is behind. */
const hostile = fc
  .array(fc.oneof(fc.constantFrom(...BLOCKS, ...ODD), fc.string({ unit: 'binary' }), fc.string()), {
    maxLength: 12,
  })
  .map((parts) => parts.join(''))

describe('text that was cleaned', () => {
  it('is one line without control characters or halves of characters, and cleaning it again changes nothing', () => {
    fc.assert(
      fc.property(hostile, fc.integer({ min: 1, max: 40 }), (text, most) => {
        const line = cleanLine(text, most)
        expect(line).not.toMatch(/[\p{Cc}\p{Cs}\u2028\uFEFF]/u)
        expect(Array.from(line).length).toBeLessThanOrEqual(most)
        expect(cleanLine(line, most)).toBe(line)
      }),
    )
  })

  it('keeps line breaks where they are allowed, and what people write', () => {
    expect(cleanParagraphs('a\r\nb\rc\u2028d\0e', 99)).toBe('a\nb\nc\nd e')
    expect(cleanLine('  שלום\u200F 👩‍👩‍👧 Cafe\u0301 ', 99)).toBe('שלום\u200F 👩‍👩‍👧 Café')
  })

  it('is cut between characters', () => {
    expect(cleanLine('🎙'.repeat(300), 255)).toBe('🎙'.repeat(255))
    expect(cutToBytes('aß🎙', 6)).toBe('aß')
    expect(cutToBytes('aß🎙', 7)).toBe('aß🎙')
  })
})

/** A chapter without a title does not come here, and music-metadata would leave it out. */
const title = hostile.filter((text) => cleanLine(text, 255) !== '')

describe('hostile text in a finished file', () => {
  it.each(['mp3', 'm4a', 'opus', 'flac'] as const)('comes back from %s as it was cleaned', async (format) => {
    const most = format === 'm4a' ? 255 : Number.POSITIVE_INFINITY
    const titles = fc.array(title, { minLength: 30, maxLength: 30 })
    await fc.assert(
      fc.asyncProperty(titles, title, hostile, async (titles, title, description) => {
        const chapters = titles.map((title, at) => ({ startSeconds: at / 10, title }))
        const metadata = { tags: { title, description }, chapters }
        const { path } = await makeFinished(format, metadata, { promisedLufs: null })
        // Where ffmpeg writes, a blank may follow a backslash at the end.
        const { common } = await parseFile(path)
        expect(common.title?.trimEnd()).toBe(cleanLine(title, 255))
        expect((common.comment?.[0]?.text ?? '').trimEnd()).toBe(cleanParagraphs(description, 4000))
        const read = await readChapters(path, format)
        expect(read.map(({ title }) => title.trimEnd())).toEqual(
          titles.map((title) => cutToBytes(cleanLine(title, 255), most)),
        )
      }),
      { numRuns: 4, endOnFailure: true },
    )
  })

  it('is cut to what the format can hold', async () => {
    const long = { title: 'x'.repeat(10_000), description: 'y\n'.repeat(10_000) }
    const { path } = await makeFinished('mp3', { tags: long, chapters: [{ startSeconds: 0, ...long }] })
    const { common } = await parseFile(path)
    expect([common.title?.length, common.comment?.[0]?.text?.length]).toEqual([255, 3999])
    expect((await readChapters(path, 'mp3'))[0]?.title).toHaveLength(255)
  })
})
