import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { firstWordsOf, sortKeyOf, wordsOf } from './words.ts'

describe('the words of a text', () => {
  it.each([
    ['Käse & Brot.wav', ['kase', 'brot', 'wav']],
    ['ＦＵＬＬ ﬁne №12', ['full', 'fine', 'no12']],
    ['ΟΔΟΣ οδοσ', ['οδοσ']],
    ['İstanbul istanbul', ['istanbul']],
    ['第12回', ['第12回']],
    ['– … !', []],
    ['', []],
  ])('of %j are %j', (text, words) => {
    expect(wordsOf(text)).toEqual(words)
  })

  it('are found again by whatever they begin with, in any case', () => {
    const letter = fc.integer({ min: 0x20, max: 0x2fff }).map((code) => String.fromCodePoint(code))
    fc.assert(
      fc.property(fc.string({ unit: letter }), fc.nat(20), (text, length) => {
        for (const word of wordsOf(text)) {
          const beginning = [...word].slice(0, length + 1).join('')
          expect(wordsOf(beginning)).toHaveLength(1)
          expect(word.startsWith(wordsOf(beginning)[0] ?? '!')).toBe(true)
        }
      }),
    )
  })

  it('are the same once more: what is normalized stays', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(wordsOf(wordsOf(text).join(' '))).toEqual(wordsOf(text))
      }),
    )
  })

  it('are bounded, whatever somebody calls an episode', () => {
    const many = Array.from({ length: 300 }, (_, index) => `w${index}`).join(' ')
    expect(firstWordsOf([many, 'last'])).toHaveLength(64)
    expect(firstWordsOf(['a b', 'b c'])).toEqual(['a', 'b', 'c'])
    expect([...sortKeyOf('\u{10437}'.repeat(255))]).toHaveLength(120)
  })
})
