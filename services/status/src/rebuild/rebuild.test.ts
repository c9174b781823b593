import { describe, expect, it } from 'vitest'
import type { Stored } from '../store/rebuilding.ts'
import { parseArguments } from './arguments.ts'
import { differenceIn, pairsOf } from './difference.ts'
import { progressText, reportText } from './report-text.ts'
import { createScreen } from './screen.ts'

const stored = (key: string, content: unknown = {}): Stored => ({ key, episode: key, sequence: 1, content })

describe('two sets', () => {
  async function* given(...keys: string[]) {
    yield* keys.map((key) => stored(key))
  }

  it('are gone through in the order of their keys, whatever either of them lacks', async () => {
    const keys: (string | number | undefined)[][] = []
    for await (const { served, built } of pairsOf(given('a', 'c', 'd'), given('b', 'c'))) {
      keys.push([served?.key, built?.key])
    }
    expect(keys).toEqual([
      ['a', undefined],
      [undefined, 'b'],
      ['c', 'c'],
      ['d', undefined],
    ])
  })

  it('are the same whatever the order of their members, and otherwise said to differ, and where', () => {
    const of = (served: unknown, built: unknown) =>
      differenceIn('episodes', { served: stored('x', served), built: stored('x', built) })
    expect(of({ a: 1, b: [2, { c: 3 }] }, { b: [2, { c: 3 }], a: 1 })).toBeUndefined()
    expect(of({ b: [2, { c: 3 }] }, { b: [2, { c: 4 }] })).toMatchObject({ what: 'different', at: 'b.1.c' })
    expect(of({ a: 1 }, { a: 1, z: null })).toMatchObject({ at: 'z' })
    expect(differenceIn('timeline', { built: stored('x') })).toMatchObject({ what: 'missing' })
    expect(differenceIn('timeline', { served: stored('x') })).toMatchObject({ what: 'too much' })
  })
})

describe('what a rebuild says', () => {
  const progress = { step: 'build', done: 62_000, percent: 62, perSecond: 4_100, etaSeconds: 9 } as const
  const report = {
    ...{ built: 'new', served: 'old', facts: 1_000, seconds: 2, factsPerSecond: 500, swapped: true },
    compared: { episodes: 10, timeline: 1_000, differences: 0, examples: [], unsettled: 0 },
  }
  const text = 'build    62 % [███████████████░░░░░░░░░] 62,000 facts, 4,100/s, 9 s left'

  it('is a bar, and at the end a few lines', () => {
    expect(progressText(progress)).toBe(text)
    expect(reportText(report)).toEqual([
      'folded 1,000 facts in 2.0 s (500/s)',
      'compared 10 views and 1,000 timeline entries with the served view: no difference',
      'new is served now, old was dropped',
    ])
  })

  it.each([
    ['a bar that is drawn again, on a terminal', { isTTY: true }, false, `\r\x1b[2K${text}`],
    ['a line, elsewhere', {}, false, `${text}\n`],
    ['JSON where that was asked for', { isTTY: true }, true, `${JSON.stringify({ progress })}\n`],
  ])('is %s', (_, terminal, json, expected) => {
    const written: string[] = []
    const screen = createScreen({ ...terminal, write: (each) => written.push(each) }, { json }, () => 0)
    screen.progress(progress)
    screen.progress(progress)
    expect(written).toEqual([expected])
  })
})

describe('the command line', () => {
  it('understands what it says it does, and nothing else', () => {
    expect(parseArguments(['--check', '--json'])).toMatchObject({ check: true, json: true, dropOld: false })
    expect(() => parseArguments(['--check', '--drop-old'])).toThrow(TypeError)
    expect(() => parseArguments(['--chek'])).toThrow(TypeError)
  })
})
