import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { episodeTags } from './embedded-tags.ts'

describe('tags of a stranger', () => {
  it.each([
    [{ date: '2024-05-01' }, { publishedAt: '2024-05-01' }],
    [{ date: '2024-05-01T10:00:00+02:00' }, { publishedAt: '2024-05-01T10:00:00+02:00' }],
    [{ date: '2024-05-01 10:00:00Z' }, { publishedAt: '2024-05-01T10:00:00Z' }],
    [{ date: '2024-05-01T10:00:00' }, { publishedAt: '2024-05-01' }],
    [{ date: '2024' }, {}],
    [{ date: '2024-02-31' }, {}],
    [{ date: '2024-05-01T99:00:00Z' }, { publishedAt: '2024-05-01' }],
    [
      { track: '3/10', disc: '2' },
      { number: 3, season: 2 },
    ],
    [
      { track: '3', episode_sort: '12', disc: '1', season_number: '4' },
      { number: 12, season: 4 },
    ],
    [{ track: '0', disc: 'two' }, {}],
    [{ language: 'ger' }, { language: 'de' }],
    [{ language: 'en_US' }, { language: 'en-US' }],
    [{ language: 'und' }, {}],
    [{ language: 'English, of course' }, {}],
    [{ comment: 'c', description: 'd' }, { description: 'd' }],
    [{ comment: 'c', description: 'd', synopsis: 's' }, { description: 's' }],
    [{ comment: 'c', description: '  ' }, { description: 'c' }],
    [{ artist: '', album_artist: 'b' }, { artist: 'b' }],
    [{ title: ' a\0b\n\u001b[31m c\uFFFD ' }, { title: 'a b [31m c' }],
    [{ comment: 'a\r\nb\u0007\tc\n' }, { description: 'a\nb \tc' }],
    [{ title: 'x'.repeat(300) }, { title: 'x'.repeat(255) }],
    [{ title: `${'x'.repeat(254)}😀` }, { title: 'x'.repeat(254) }],
    [{ comment: 'x'.repeat(5000) }, { description: 'x'.repeat(4000) }],
  ])('become those of an episode, or are left out: %j', (tags, expected) => {
    expect(episodeTags(tags)).toEqual(expected)
  })

  it('never become anything that an event could not hold', () => {
    const text = fc.string({ unit: 'binary', maxLength: 400 })
    const names = ['title', 'date', 'track', 'disc', 'language', 'comment', 'genre']
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...names), text), (tags) => {
        const { title = 'x', genre = 'x', description = 'x', publishedAt, number = 1 } = episodeTags(tags)
        for (const label of [title, genre]) {
          expect(label).toMatch(/^[^\p{Cc}\p{Cs}]{1,255}$/u)
          expect(label).toBe(label.trim())
        }
        expect(description.length).toBeLessThanOrEqual(4000)
        expect(Date.parse(publishedAt ?? '2024-05-01')).not.toBeNaN()
        expect(number).toBeGreaterThan(0)
      }),
      { numRuns: 40 },
    )
  })
})
