import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseRange } from './range.ts'

describe('a Range header', () => {
  it.each([
    ['bytes=0-0', { start: 0, end: 0 }],
    ['bytes=0-', { start: 0, end: 99 }],
    ['bytes=90-200', { start: 90, end: 99 }],
    ['bytes=-10', { start: 90, end: 99 }],
    ['bytes=-200', { start: 0, end: 99 }],
    ['bytes=100-', 'unsatisfiable'],
    ['bytes=-0', 'unsatisfiable'],
    ['bytes=5-2', undefined],
    ['bytes=0-1,5-6', undefined],
    ['bytes=-', undefined],
    ['bytes=a-b', undefined],
    ['items=0-1', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('%s of 100 bytes is %j', (header, expected) => expect(parseRange(header, 100)).toEqual(expected))

  it('finds nothing in an empty file', () => {
    expect(parseRange('bytes=0-', 0)).toBe('unsatisfiable')
    expect(parseRange('bytes=-5', 0)).toBe('unsatisfiable')
  })

  it('is always inside of the file, whatever it asks for', () => {
    const header = fc.oneof(
      fc.string(),
      fc
        .tuple(fc.option(fc.maxSafeNat()), fc.option(fc.maxSafeNat()))
        .map(([a, b]) => `bytes=${a ?? ''}-${b ?? ''}`),
      fc.stringMatching(/^bytes=\d{0,40}-\d{0,40}$/),
    )
    fc.assert(
      fc.property(header, fc.nat(), (text, bytes) => {
        const range = parseRange(text, bytes)
        if (range === undefined || range === 'unsatisfiable') return
        expect(range.start).toBeGreaterThanOrEqual(0)
        expect(range.start).toBeLessThanOrEqual(range.end)
        expect(range.end).toBeLessThan(bytes)
      }),
      { numRuns: 2_000 },
    )
  })
})
