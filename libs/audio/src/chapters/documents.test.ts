import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Chapter } from '../metadata.ts'
import { chapterDocuments } from './chapter-documents.ts'
import { lineTitle } from './description-text.ts'
import { normalizeChapters } from './normalize.ts'
import { type ChaptersFormat, readChapters } from './read-chapters.ts'

const DURATION = 400_000

const title = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom(
    'a --> b',
    '<b>&amp;</b>',
    ']]>',
    '"\'',
    '- – : x',
    '&lt;',
    'WEBVTT',
    '-- ',
    '(x) [y]',
    '0:30 z',
  ),
)
const chapters = fc
  .array(
    fc.record({
      startSeconds: fc.double({ min: 0, max: DURATION - 1, noNaN: true }),
      title,
      url: fc.option(fc.webUrl({ withQueryParameters: true, withFragments: true }), { nil: undefined }),
      image: fc.option(fc.webUrl(), { nil: undefined }),
    }),
    { minLength: 1, maxLength: 20 },
  )
  .map((many) => normalizeChapters(many, DURATION).chapters)

/** What is left of chapters in each format, in the order of the documents. */
const LEFT: [ChaptersFormat, (chapters: Chapter[]) => Chapter[]][] = [
  ['podcast-json', (all) => all],
  ['podlove-xml', (all) => all],
  ['webvtt', (all) => all.map(({ startSeconds, title }) => ({ startSeconds, title }))],
  ['text', inLines],
]

function inLines(all: Chapter[]): Chapter[] {
  const seconds = (chapter?: Chapter) => Math.floor(chapter?.startSeconds ?? -1)
  const listed = all.filter((chapter, i) => seconds(chapter) !== seconds(all[i - 1]))
  return listed.map((chapter) => ({ startSeconds: seconds(chapter), title: lineTitle(chapter.title) }))
}

describe('the documents of any chapters', () => {
  it('hold, when they are read again, all that their format can', () => {
    fc.assert(
      fc.property(chapters, (all) => {
        const documents = chapterDocuments(all, DURATION)
        expect(documents).toHaveLength(LEFT.length)
        for (const [i, [format, left]] of LEFT.entries()) {
          const read = readChapters(Buffer.from(documents[i]?.text ?? ''), DURATION)
          expect(read).toEqual({ format, chapters: left(all), problems: [] })
        }
      }),
    )
  })
})

describe('the documents of two chapters', () => {
  const two = [
    { startSeconds: 0, title: 'Intro & <co>', url: 'https://example.org/?a=1&b=2' },
    { startSeconds: 3723.5, title: 'a --> b', image: 'https://example.org/b.jpg' },
  ]
  const textOf = (name: string) =>
    chapterDocuments(two, 4000).find((document) => document.name === name)?.text

  it('are podcast JSON 1.2', () => {
    expect(JSON.parse(textOf('chapters.json') ?? '')).toEqual({
      version: '1.2.0',
      chapters: [
        { startTime: 0, title: 'Intro & <co>', url: 'https://example.org/?a=1&b=2' },
        { startTime: 3723.5, title: 'a --> b', img: 'https://example.org/b.jpg' },
      ],
    })
  })

  it('are Podlove Simple Chapters', () => {
    expect(textOf('chapters.xml')).toBe(
      [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<psc:chapters version="1.2" xmlns:psc="http://podlove.org/simple-chapters">',
        '  <psc:chapter start="00:00:00.000" title="Intro &amp; &lt;co&gt;" href="https://example.org/?a=1&amp;b=2"/>',
        '  <psc:chapter start="01:02:03.500" title="a --&gt; b" image="https://example.org/b.jpg"/>',
        '</psc:chapters>\n',
      ].join('\n'),
    )
  })

  it('are WebVTT, each cue up to the next', () => {
    expect(textOf('chapters.vtt')).toBe(
      'WEBVTT\n\n1\n00:00:00.000 --> 01:02:03.500\nIntro &amp; &lt;co&gt;\n\n' +
        '2\n01:02:03.500 --> 01:06:40.000\na --&gt; b\n',
    )
  })

  it('are lines for a description', () => {
    expect(textOf('chapters.txt')).toBe('00:00:00 Intro & <co>\n01:02:03 a --> b\n')
  })
})
