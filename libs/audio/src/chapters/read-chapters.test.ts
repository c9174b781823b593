import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ChaptersError } from './chapters-error.ts'
import { readChapters } from './read-chapters.ts'

describe("a stranger's document", () => {
  it('gives chapters or an error for its author, whatever it holds', () => {
    const shapes = [
      '[{"startSeconds":0,"title":"',
      '{"chapters":[',
      '<a xmlns:p="http://podlove.org/simple-chapters"><p:chapters>',
      'WEBVTT\n\n',
    ]
    const garbage = fc
      .tuple(fc.constantFrom('', ...shapes), fc.string({ unit: 'binary' }))
      .map((parts) => parts.join(''))
    fc.assert(
      fc.property(fc.oneof(garbage, fc.uint8Array(), fc.json()), (document) => {
        try {
          expect(readChapters(document, 100).chapters.length).toBeLessThanOrEqual(1000)
        } catch (error) {
          expect(error).toBeInstanceOf(ChaptersError)
        }
      }),
    )
  })

  it.each([
    [
      'a description with times in many spellings',
      'Hello!\n0:00 Start\r\n- [1:30] – Talk\n(01:02:03): End\nat 5:00 tea',
    ],
    [
      'WebVTT with a header and markup',
      '\uFEFFWEBVTT - x\n\nNOTE no\n\n00:00.000 --> 00:09.000\nStart\n\n01:30.000 --> 9:00\n<b>Talk</b>\n\nlast\n01:02:03.000 --> 2:00:00.000 align:start\nEnd\n',
    ],
    [
      'a feed with chapters in its first item',
      '<rss><item><p:chapters xmlns:p="http://podlove.org/simple-chapters"><p:chapter start="0" title="Start"/><p:chapter start="1:30" title="Talk"/><p:chapter start="1:2:3.0" title="End"/></p:chapters></item><item><x:chapters xmlns:x="http://podlove.org/simple-chapters"><x:chapter start="5" title="Other"/></x:chapters></item></rss>',
    ],
    [
      'Podlove XML without a prefix',
      '<chapters xmlns="http://podlove.org/simple-chapters"><chapter start="0" title="Start"/><chapter start="1:30" title="Talk"/><chapter start="1:02:03" title="End"/></chapters>',
    ],
    [
      'the list of a spec',
      '\uFEFF [\n {"startSeconds":0,"title":"Start"},{"startSeconds":3723,"title":"End"},{"startSeconds":90,"title":"Talk"}]',
    ],
    [
      'JSON with a silent chapter',
      '{"version":"1.2.0","chapters":[{"startTime":0,"title":"Start"},{"startTime":60,"toc":false,"img":"x"},{"startTime":"1:30","title":"Talk"},{"startTime":3723,"title":"End"}]}',
    ],
  ])('is read when it is %s', (_, document) => {
    expect(readChapters(document, 4000).chapters).toEqual([
      { startSeconds: 0, title: 'Start' },
      { startSeconds: 90, title: 'Talk' },
      { startSeconds: 3723, title: 'End' },
    ])
  })

  it('keeps the addresses of a list', () => {
    const list = [
      { startSeconds: 0, title: 'Hello', url: 'https://example.org/', image: 'https://example.org/a.jpg' },
      { startSeconds: 312.5, title: 'The guest' },
    ]
    const read = { format: 'list', problems: [] }
    expect(readChapters(JSON.stringify(list), 400)).toEqual({ ...read, chapters: list })
    expect(readChapters('[]', 400)).toEqual({ ...read, chapters: [] })
  })

  it.each([
    ['0:00 Start\n5.0 Fifth\n', '1 of 2 lines was passed over (line 2): '],
    ['Hello!\n\n0:00 Start\n  \n5.0 Fifth\n1:00\n', '3 of 4 lines were passed over (the first is line 1): '],
  ])('of text says how many lines were passed over: %j', (document, problem) => {
    const { problems, chapters } = readChapters(document, 100)
    expect(problems).toEqual([`${problem}a chapter is a line such as "00:01:30 Title"`])
    expect(chapters).toEqual([{ startSeconds: 0, title: 'Start' }])
  })

  it('of text has no problem with empty lines', () => {
    expect(readChapters('\n0:00 Start\r\n\r\n0:30 End\n', 100).problems).toEqual([])
  })

  it('of WebVTT says how many cues cannot be read', () => {
    const cues = ['00:00.000 --> 00:05.000\nA', 'abc --> 00:09.000\nB', '00:10.000 -> 00:20.000\nC']
    const { problems, chapters } = readChapters(`WEBVTT\n\n${cues.join('\n\n')}\n`, 100)
    expect(chapters).toEqual([{ startSeconds: 0, title: 'A' }])
    expect(problems).toEqual([expect.stringMatching(/^2 of 3 cues cannot be read/)])
  })

  it.each([
    ['this begins like JSON but is none', '{"chapters": ['],
    ['this begins like JSON but is none', '[{"startSeconds": 0'],
    ['no list "chapters"', '{"version": "1.2.0"}'],
    ['a JSON list of chapters has at most', `[${'{},'.repeat(10_000)}{}]`],
    [
      'entry 2 of the JSON list is no chapter',
      '[{"startSeconds":0,"title":"a"},{"startTime":5,"title":"b"}]',
    ],
    ['startSeconds: ', '[{"startSeconds":"0:30","title":"a"}]'],
    ['entry 1 of the JSON list', '["0:00 Start"]'],
    ['no list "chapters" of at most', `{"chapters":[${'{},'.repeat(10_000)}{}]}`],
    ['the XML is not well-formed: Unexpected close tag', '<a><b></a>'],
    ['Unbound namespace prefix', '<psc:chapters/>'],
    ['no element "chapters" of the namespace', '<a/>'],
    ['a DOCTYPE', '<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;&b;">]><a>&c;</a>'],
    ['no chapters were found', 'just a description'],
    ['no chapters were found', ''],
    ['no chapters were found', `x 0:00 ${'- '.repeat(1_000_000)}`],
    ['not text in UTF-8', Uint8Array.of(0xff, 0xd8)],
    ['at most 2 MiB', new Uint8Array(2_100_000)],
    ['more than 8 KiB', `<a ${Array.from({ length: 5000 }, (_, i) => `a${i}="x"`).join(' ')}/>`],
  ])('is refused with what is wrong with it: %s', (problem, document) => {
    expect(() => readChapters(document, 100)).toThrow(problem)
  })
})
