import type { Step } from '@soundmill/event-log'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createStepClock } from './step-clock.ts'

/** A clock turned by hand, and what it has told. */
function turned() {
  let nowMs = 0
  const told: [Step, number][] = []
  const clock = createStepClock(
    (step, seconds) => told.push([step, seconds]),
    () => nowMs,
  )
  const spend = (step: Step, ms: number) => {
    clock.at(step)
    nowMs += ms
  }
  return { clock, told, spend }
}

describe('the time of an attempt', () => {
  it('is told by step, each once, when it is through with it', () => {
    const { clock, told, spend } = turned()
    spend('download', 1_000)
    spend('inspect', 2_000)
    spend('store', 500)
    expect(told.map(([step]) => step)).toEqual(['download', 'inspect'])
    spend('render', 3_000)
    spend('verify', 4_000)
    spend('store', 250)
    clock.done()
    expect(told).toEqual([
      ['download', 1],
      ['inspect', 2],
      ['render', 3],
      ['verify', 4],
      ['store', 0.75],
    ])
  })

  it('is not told of the step that it fails in', () => {
    const { told, spend } = turned()
    spend('download', 1_000)
    spend('inspect', 1_000)
    expect(told).toEqual([['download', 1]])
  })

  it('adds up to that of its steps, however files are stored in between', () => {
    const leg = fc.record({ before: fc.nat(9_999), after: fc.nat(9_999) })
    fc.assert(
      fc.property(fc.tuple(leg, leg, leg, leg), (legs) => {
        const { clock, told, spend } = turned()
        const steps: Step[] = ['download', 'inspect', 'render', 'verify']
        let wholeMs = 0
        for (const [at, { before, after }] of legs.entries()) {
          spend(steps[at] ?? 'store', before)
          spend('store', after)
          wholeMs += before + after
        }
        clock.done()
        const sum = told.reduce((total, [, seconds]) => total + seconds, 0)
        expect(sum).toBeCloseTo(wholeMs / 1_000, 6)
        expect(new Set(told.map(([step]) => step)).size).toBe(told.length)
      }),
    )
  })
})
