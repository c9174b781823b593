import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { askedWordsOf, firstWordsOf, sortKeyOf, wordsOf } from './words.ts'

describe('the words of a text', () => {
  it.each([
    ['Käse & Brot.wav', ['kase', 'brot', 'wav']],
    ['ＦＵＬＬ ﬁne №12', ['full', 'fine', 'no12']],
    ['ΟΔΟΣ οδοσ', ['οδοσ']],
    ['İstanbul istanbul', ['istanbul']],
    ['Straße STRASSE ẞ', ['strasse', 'ss']],
    ['हिन्दी', ['हिन्दी']],
    ['第12回', ['第', '12', '回']],
    ['東京駅 ガイド', ['東京', '京駅', '駅', 'ガイ', 'イド', 'ド']],
    ['ｶﾞｲﾄﾞ', ['ガイ', 'イド', 'ド']],
    ['한국어', ['한국', '국어', '어']],
    ['ไทย', ['ไท', 'ทย', 'ย']],
    ['– … !', []],
    ['', []],
  ])('of %j are %j', (text, words) => {
    expect(wordsOf(text)).toEqual(words)
  })

  /** Scripts with and without spaces. */
  const letter = fc
    .oneof(fc.integer({ min: 0x20, max: 0x31ff }), fc.integer({ min: 0x4e00, max: 0x4e20 }))
    .map((code) => String.fromCodePoint(code))

  it('are found again by whatever they begin with, in any case', () => {
    fc.assert(
      fc.property(fc.string({ unit: letter }), fc.nat(20), (text, length) => {
        for (const word of sortKeyOf(text).split(' ').filter(Boolean)) {
          const beginning = [...word].slice(0, length + 1).join('')
          const asked = askedWordsOf(beginning).flat()
          expect(asked).not.toEqual([])
          expect(asked.filter((one) => !wordsOf(text).some((word) => word.startsWith(one)))).toEqual([])
        }
      }),
    )
  })

  it('of a script without spaces are found by any part of them', () => {
    expect(askedWordsOf('京駅')).toEqual([['京駅']])
    expect(askedWordsOf('駅')).toEqual([['駅']])
    expect(askedWordsOf('東京駅 12')).toEqual([['東京', '京駅'], ['12']])
    const han = fc.integer({ min: 0x4e00, max: 0x4e08 }).map((code) => String.fromCodePoint(code))
    fc.assert(
      fc.property(fc.string({ unit: han, minLength: 1 }), fc.nat(20), fc.nat(20), (text, from, length) => {
        const asked = askedWordsOf(text.slice(from % text.length, (from % text.length) + length + 1)).flat()
        expect(asked.filter((one) => !wordsOf(text).some((word) => word.startsWith(one)))).toEqual([])
      }),
    )
  })

  it('are sorted by what stays the same once it is normalized', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(sortKeyOf(sortKeyOf(text))).toEqual(sortKeyOf(text))
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
