import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { beginningOf, chainOf, type Segment } from './chain.ts'

const segment = fc
  .record({ offset: fc.nat(60), bytes: fc.nat(20) })
  .map(({ offset, bytes }) => ({ key: `${offset}.${bytes}`, offset, bytes }))
const segments = fc.array(segment, { maxLength: 30 })

/** What the segments say about each byte: looked at one by one, as slowly as can be. */
function reach(all: readonly Segment[]): number {
  const has = (byte: number) => all.some(({ offset, bytes }) => offset <= byte && byte < offset + bytes)
  let end = 0
  while (has(end)) end += 1
  return end
}

describe('the chain of an upload', () => {
  it('reaches as far as there is no gap', () => {
    fc.assert(
      fc.property(segments, (all) => {
        expect(chainOf(all).end).toBe(reach(all))
      }),
    )
  })

  it('never gets shorter when segments are added, in whatever order they are seen', () => {
    fc.assert(
      fc.property(segments, segments, (before, added) => {
        const { end } = chainOf(before)
        expect(chainOf([...before, ...added]).end).toBeGreaterThanOrEqual(end)
        expect(chainOf([...added, ...before]).end).toBe(chainOf([...before, ...added]).end)
      }),
    )
  })

  it('is made of links that join, each inside its segment', () => {
    fc.assert(
      fc.property(segments, (all) => {
        const { links, end } = chainOf(all)
        let at = 0
        for (const { key, skip, bytes } of links) {
          const of = all.find((one) => one.key === key)
          expect(of?.offset).toBe(at - skip)
          expect(skip + bytes).toBeLessThanOrEqual(of?.bytes ?? 0)
          expect(bytes).toBeGreaterThan(0)
          at += bytes
        }
        expect(at).toBe(end)
      }),
    )
  })

  it('begins with as many bytes as are asked for', () => {
    fc.assert(
      fc.property(segments, fc.nat(80), (all, wanted) => {
        const { links, end } = chainOf(all)
        const total = beginningOf(links, wanted).reduce((sum, { bytes }) => sum + bytes, 0)
        expect(total).toBe(Math.min(wanted, end))
      }),
    )
  })
})
