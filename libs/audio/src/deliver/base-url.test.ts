import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { baseUrlOf } from './base-url.ts'

describe('the address under which files are published', () => {
  it.each([
    ['https://x.example', 'https://x.example/'],
    ['https://x.example/my show', 'https://x.example/my%20show/'],
    ['https://x.example/a///', 'https://x.example/a/'],
    ['https://x.example//', 'https://x.example/'],
    ['  HTTP://X.Example:80/ä/../b ', 'http://x.example/b/'],
    ['https://x.example/a%3Fb%23c', 'https://x.example/a%3Fb%23c/'],
  ])('of %s is canonical, with one slash at its end', (text, expected) => {
    expect(baseUrlOf(text)).toBe(expected)
  })

  it.each([
    ...['', 'x.example', '/audio/', 'ftp://x.example/', 'javascript:alert(1)', 'https://'],
    ...['https://x.example/?t=1', 'https://x.example/my show?t=1', 'https://x.example/?'],
    ...['https://x.example/#a', 'https://x.example/#'],
  ])('is none for %j', (text) => {
    expect(baseUrlOf(text)).toBeUndefined()
  })

  it('has 2,048 characters at most, its slash and its escapes counted', () => {
    const start = 'https://x.example/'
    const room = 2048 - start.length
    expect(baseUrlOf(start + 'a'.repeat(room - 1))).toHaveLength(2048)
    expect(baseUrlOf(start + 'a'.repeat(room))).toBeUndefined()
    expect(baseUrlOf(start + ' a'.repeat(room / 3))).toBeUndefined()
  })

  it('stays as it is when it is asked for again, and a name behind it stays a name', () => {
    const address = fc.oneof(
      fc.webUrl(),
      fc.string({ unit: 'binary' }).map((path) => `https://x.example/${path}`),
    )
    fc.assert(
      fc.property(address, (text) => {
        const baseUrl = baseUrlOf(text)
        if (baseUrl === undefined) return
        expect(baseUrlOf(baseUrl)).toBe(baseUrl)
        expect(new URL('episode.mp3', baseUrl).href).toBe(`${baseUrl}episode.mp3`)
      }),
    )
  })
})
