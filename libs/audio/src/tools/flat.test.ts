import { Readable } from 'node:stream'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readFlat } from './flat.ts'

const read = (text: string) => readFlat(Readable.from([Buffer.from(text)]))

/** As ffprobe escapes. */
const quoted = (text: string) =>
  `"${text
    .replace(/[\\"`$]/g, '\\$&')
    .replaceAll('\n', '\\n')
    .replaceAll('\r', '\\r')}"`

describe('the flat report of ffprobe', () => {
  it('is put together again', async () => {
    const report = await read(
      [
        'streams.stream.0.codec_type="audio"',
        'streams.stream.0.disposition.attached_pic=0',
        'streams.stream.0.tags.TITLE="a"',
        'streams.stream.1.codec_type="video"',
        'chapters.chapter.0.start_time="1.5"',
        'chapters.chapter.0.tags.title="One"',
        'format.tags.__proto__="x"',
        'format.duration="3.0"',
        '',
      ].join('\n'),
    )
    expect(report).toEqual({
      streams: [
        { fields: { codec_type: 'audio', 'disposition.attached_pic': '0' }, tags: { title: 'a' } },
        { fields: { codec_type: 'video' }, tags: {} },
      ],
      chapters: [{ fields: { start_time: '1.5' }, tags: { title: 'One' } }],
      format: { fields: { duration: '3.0' }, tags: expect.objectContaining({ ['__proto__']: 'x' }) },
      chapterCount: 1,
    })
  })

  it('gives back every text, however its bytes arrive, and no text can add a line', async () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 30 }))
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'grapheme' }), sizes, async (text, cuts) => {
        const bytes = Buffer.from(`format.tags.title=${quoted(text)}\nformat.duration="1"\n`)
        const chunks: Buffer[] = []
        for (let at = 0; at < bytes.length; ) {
          const to = at + (cuts[chunks.length] ?? 50)
          chunks.push(bytes.subarray(at, to))
          at = to
        }
        const { format } = await readFlat(Readable.from(chunks, { objectMode: false }))
        expect(format).toEqual({ fields: { duration: '1' }, tags: { title: text } })
      }),
    )
  })

  it('keeps the beginning of what is too long, and counts chapters that are too many', async () => {
    const chapters = Array.from({ length: 3000 }, (_, i) => `chapters.chapter.${i}.tags.title="x"`)
    const long = `format.tags.comment="${'y'.repeat(10_000_000)}"`
    const report = await read([...chapters, long, 'format.tags.title="z"'].join('\n'))
    expect(report.chapters).toHaveLength(2000)
    expect(report.chapterCount).toBe(3000)
    expect(report.format.tags.comment).toMatch(/^y{19000}/)
    expect(report.format.tags.title).toBe('z')
  })
})
