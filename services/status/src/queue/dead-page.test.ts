import { newScene } from '@soundmill/events/examples'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Page } from '../store/index.ts'
import * as tell from '../testing/story.ts'
import { viewOf } from '../testing/story-view.ts'
import { joined } from './dead-page.ts'

const example = viewOf([tell.submitted(newScene())])

/** Newest first, from behind the mark: as a store pages. */
function pageOf(sequences: number[], after: number, limit: number): Page {
  const found = sequences.filter((sequence) => sequence < after).toSorted((a, b) => b - a)
  const page = found.slice(0, limit)
  const last = page.at(-1)
  return {
    views: page.map((firstSequence) => ({ ...example, firstSequence })),
    ...(found.length > limit && last !== undefined && { next: { sequence: last } }),
  }
}

describe('a page joined from two', () => {
  it('goes through both lists, newest first, each once, never more than its limit', () => {
    const sequences = fc.uniqueArray(fc.tuple(fc.integer({ min: 1, max: 60 }), fc.boolean()), {
      selector: ([sequence]) => sequence,
    })
    fc.assert(
      fc.property(sequences, fc.integer({ min: 1, max: 9 }), (all, limit) => {
        const [one, two] = [true, false].map((kind) => all.flatMap(([at, of]) => (of === kind ? at : [])))
        const seen: number[] = []
        let after: number | undefined = Number.POSITIVE_INFINITY
        while (after !== undefined) {
          const from: number = after
          const page = joined([pageOf(one ?? [], from, limit), pageOf(two ?? [], from, limit)], limit)
          expect(page.views.length).toBeLessThanOrEqual(limit)
          seen.push(...page.views.map(({ firstSequence }) => firstSequence))
          after = page.next?.sequence
        }
        expect(seen).toEqual(all.map(([sequence]) => sequence).toSorted((a, b) => b - a))
      }),
    )
  })
})
