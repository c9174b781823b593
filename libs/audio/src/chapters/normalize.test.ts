import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { chapterMistakes } from './chapter-mistakes.ts'
import { MAX_CHAPTERS, normalizeChapters } from './normalize.ts'

const anyChapter = fc.record({
  startSeconds: fc.oneof(fc.double(), fc.double({ min: 0, max: 100 }), fc.integer({ min: 0, max: 20 })),
  title: fc.string({ unit: 'binary', maxLength: 300 }),
  url: fc.option(fc.oneof(fc.webUrl(), fc.string(), fc.constant('javascript:alert(1)')), { nil: undefined }),
  image: fc.option(fc.oneof(fc.webUrl(), fc.string()), { nil: undefined }),
})

describe("a stranger's chapters", () => {
  it('become chapters that the strictest rules allow, whatever they were', () => {
    fc.assert(
      fc.property(fc.array(anyChapter), fc.double({ min: 0, noNaN: true }), (chapters, durationSeconds) => {
        const normalized = normalizeChapters(chapters, durationSeconds)
        expect(chapterMistakes(normalized.chapters)).toEqual([])
        expect(normalized.chapters.every(({ startSeconds }) => startSeconds < durationSeconds)).toBe(true)
        expect(normalizeChapters(normalized.chapters, durationSeconds)).toEqual({
          ...normalized,
          problems: [],
        })
      }),
    )
  })

  it('are put in order, the first of two at the same time wins, and titles become one line', () => {
    const chapters = [
      { startSeconds: 60, title: ' Second\r\n\tpart\u0000 ' },
      { startSeconds: 0, title: 'First' },
      { startSeconds: 60.0004, title: 'Third' },
      { startSeconds: 90, title: '' },
    ]
    expect(normalizeChapters(chapters, 100)).toEqual({
      chapters: [
        { startSeconds: 0, title: 'First' },
        { startSeconds: 60, title: 'Second part' },
        { startSeconds: 90, title: 'Chapter 4' },
      ],
      problems: ['1 of 4 chapters begin when another one does'],
    })
  })

  it('are told what was left out of them', () => {
    const lost = [Number.NaN, -1, 100, Number.POSITIVE_INFINITY].map((startSeconds) => ({
      startSeconds,
      title: 'x',
    }))
    const linked = { startSeconds: 0, title: 'x', url: 'javascript:alert(1)' }
    expect(normalizeChapters([linked, ...lost], 100)).toEqual({
      chapters: [{ startSeconds: 0, title: 'x' }],
      problems: [
        '2 of 5 chapters begin at no time of a recording',
        '2 of 5 chapters begin at the end of the recording or later',
        '1 of 5 chapters link to an address that is not http or https',
      ],
    })
  })

  it('begin at 0: an encoder’s delay is forgiven, a late first chapter is preceded by one', () => {
    const title = 'Interview'
    expect(normalizeChapters([{ startSeconds: 0.025, title }], 100).chapters).toEqual([
      { startSeconds: 0, title },
    ])
    expect(normalizeChapters([{ startSeconds: 30, title }], 100).chapters).toEqual([
      { startSeconds: 0, title: 'Start' },
      { startSeconds: 30, title },
    ])
  })

  it('are a thousand at most', () => {
    const many = Array.from({ length: 5000 }, (_, i) => ({ startSeconds: i + 5, title: `${i}` }))
    const { chapters, problems } = normalizeChapters(many, Number.POSITIVE_INFINITY)
    expect(chapters).toHaveLength(MAX_CHAPTERS)
    expect(problems).toEqual(['4001 of 5000 chapters are beyond the 1000 that are kept'])
  })
})

describe('the chapters a client asks for', () => {
  it('are refused with every mistake named by its chapter and field', () => {
    const mistakes = chapterMistakes([
      { startSeconds: 5, title: 'Late' },
      { startSeconds: 5.0001, title: ' ' },
      { startSeconds: 7, title: 'x'.repeat(256), url: 'ftp://example.org/' },
      { startSeconds: 8, title: 'two\nlines', image: 'picture.jpg' },
      { startSeconds: Number.NaN, title: 'Never' },
      { startSeconds: -1, title: 'Before' },
    ])
    expect(mistakes.map(({ index, field, message }) => `${index} ${field} ${message.slice(0, 24)}`)).toEqual([
      '0 startSeconds must be 0: the first cha',
      '1 startSeconds must be later than the o',
      '1 title must not be empty',
      '2 title must have at most 255 ch',
      '2 url must be an http or https',
      '3 title must not contain control',
      '3 image must be an http or https',
      '4 startSeconds must be a number of seco',
      '5 startSeconds must not be negative',
    ])
  })

  it('may be none, or any that keep to the rules', () => {
    expect(chapterMistakes([])).toEqual([])
    expect(
      chapterMistakes([
        { startSeconds: 0, title: '🎧' },
        { startSeconds: 0.001, title: 'b' },
      ]),
    ).toEqual([])
  })
})
