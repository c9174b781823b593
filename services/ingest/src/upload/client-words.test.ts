import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cleanFilename } from './filename.ts'
import { readIdempotencyKey } from './idempotency-key.ts'

describe("a client's file name", () => {
  it.each([
    ['episode 12.wav', 'episode 12.wav'],
    ['/etc/passwd', 'passwd'],
    ['C:\\Users\\me\\Interview.mp3', 'Interview.mp3'],
    ['a\r\nSet-Cookie: b.mp3', 'aSet-Cookie: b.mp3'],
    ['Größe 🎙.flac', 'Größe 🎙.flac'],
    ['', 'recording'],
    [undefined, 'recording'],
    ['  \u0000 ', 'recording'],
    ['dir/', 'recording'],
  ])('%j is shown as %j', (given, shown) => {
    expect(cleanFilename(given)).toBe(shown)
  })

  it('is always short, whole Unicode without controls or slashes, and the same when cleaned again', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: 'grapheme', minLength: 200, maxLength: 400 }),
    )
    fc.assert(
      fc.property(text, (name) => {
        const clean = cleanFilename(name)
        expect(clean).not.toMatch(/[\p{Cc}\p{Cs}/\\]/u)
        expect(clean.length).toBeGreaterThan(0)
        expect(clean.length).toBeLessThanOrEqual(255)
        expect(cleanFilename(clean)).toBe(clean)
      }),
    )
  })
})

describe('an Idempotency-Key', () => {
  it('is taken as it is when it is visible ASCII', () => {
    const visible = fc.stringMatching(/^[\x21-\x7e]{1,255}$/)
    fc.assert(fc.property(visible, (key) => readIdempotencyKey(key) === key))
  })

  it('may be absent', () => {
    expect(readIdempotencyKey(undefined)).toBeUndefined()
  })

  it.each(['', 'a b', 'é', 'a\u007f', 'k'.repeat(256), ['a', 'b']])('is refused when it is %j', (key) => {
    expect(() => readIdempotencyKey(key)).toThrow(/1 to 255 visible ASCII/)
  })
})
