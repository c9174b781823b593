import { exampleOf, newScene } from '@soundmill/events/examples'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as tell from '../testing/story.ts'
import { createTail, type Tail, type TailQuery } from './tail.ts'

const [one, two] = [newScene(), { ...newScene(), show: 'other' }]
const log = tell.recorded([
  tell.submitted(one),
  tell.submitted(two),
  tell.started(one),
  tell.started(two),
  tell.succeeded(one),
  tell.succeeded(two),
])

/** Everything after a sequence that there is, a slice at a time. */
function all(tail: Tail, query: TailQuery): number[] | undefined {
  const sequences: number[] = []
  for (let after = query.after; ; ) {
    const slice = tail.read({ ...query, after })
    if (!slice) return undefined
    sequences.push(...slice.told.map(({ sequence }) => sequence))
    after = slice.reached
    if (!slice.hasMore) return sequences
  }
}

describe('the tail', () => {
  it('has what came since it began, of an episode, of a show, or all', () => {
    const tail = createTail()
    tail.begin('a', 0)
    tail.push('a', log)
    expect(all(tail, { set: 'a', after: 0 })).toEqual([1, 2, 3, 4, 5, 6])
    expect(all(tail, { set: 'a', after: 3, episode: one.episode })).toEqual([5])
    expect(all(tail, { set: 'a', after: 0, show: 'other' })).toEqual([2, 4, 6])
  })

  it('knows nothing of what was before it, of another set, or of one that is not served any more', () => {
    const tail = createTail()
    tail.begin('a', 2)
    tail.push('a', log.slice(2))
    tail.push('b', log)
    expect(tail.read({ set: 'a', after: 1 })).toBeUndefined()
    expect(all(tail, { set: 'a', after: 2 })).toEqual([3, 4, 5, 6])
    expect(tail.read({ set: 'b', after: 2 })).toBeUndefined()
    tail.end()
    expect(tail.read({ set: 'a', after: 6 })).toBeUndefined()
  })

  it('waits for whoever has seen more elsewhere, and tells him nothing twice', () => {
    const tail = createTail()
    tail.begin('a', 0)
    tail.push('a', log.slice(0, 2))
    expect(tail.read({ set: 'a', after: 4 })).toEqual({ told: [], reached: 4, hasMore: false })
    tail.push('a', log.slice(2))
    expect(all(tail, { set: 'a', after: 4 })).toEqual([5, 6])
  })

  it('gives the same frame to everybody', () => {
    const tail = createTail()
    tail.begin('a', 0)
    tail.push('a', log)
    const frames = () => tail.read({ set: 'a', after: 0 })?.told.map(({ frame }) => frame)
    frames()?.every((frame, index) => expect(frame).toBe(frames()?.[index]))
  })

  it('forgets what was erased', () => {
    const tail = createTail()
    tail.begin('a', 0)
    tail.push('a', log)
    tail.push('a', tell.recorded([exampleOf('erased', one)], { after: 6 }))
    expect(all(tail, { set: 'a', after: 0, episode: one.episode })).toEqual([7])
    expect(all(tail, { set: 'a', after: 0 })).toEqual([2, 4, 6, 7])
  })

  it('never has a gap and never more than it may, whatever is pushed and read', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 20 }),
        fc.nat(60),
        (sizes, after) => {
          const limits = { facts: 7, bytes: 9_000 }
          const tail = createTail(limits)
          tail.begin('a', 0)
          let sequence = 0
          for (const size of sizes) {
            const facts = Array.from({ length: size }, () => tell.started(one))
            tail.push('a', tell.recorded(facts, { after: sequence }))
            sequence += size
          }
          expect(tail.size().facts).toBeLessThanOrEqual(limits.facts)
          expect(tail.size().bytes).toBeLessThanOrEqual(limits.bytes)
          const expected = Array.from({ length: Math.max(0, sequence - after) }, (_, n) => after + n + 1)
          expect(all(tail, { set: 'a', after }) ?? expected).toEqual(expected)
        },
      ),
    )
  })
})
