import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { printable, printableJson } from './printable.ts'

const hostile = fc.string({ unit: 'binary' })
const obeyed = /[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u

describe('text of strangers', () => {
  it.each([
    ['Käse – 1 🎧.wav', 'Käse – 1 🎧.wav'],
    ['a\u001b[2Jb', 'a�[2Jb'],
    ['cod\u202e3pm.exe', 'cod�3pm.exe'],
    ['two\r\nlines\tand', 'two lines and'],
    ['\u009b31m', '�31m'],
  ])('%j is shown as %j', (text, shown) => expect(printable(text)).toBe(shown))

  it('never holds anything that a terminal obeys', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        expect(printable(text)).not.toMatch(obeyed)
      }),
    )
  })

  it('keeps its meaning in JSON, without anything that a terminal obeys', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const json = printableJson({ text }, 2)
        expect(JSON.parse(json)).toEqual({ text })
        expect(json.replaceAll('\n', '')).not.toMatch(obeyed)
      }),
    )
  })
})
