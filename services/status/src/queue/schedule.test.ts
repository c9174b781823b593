import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { inTurn, schedule } from './schedule.ts'

const seconds = fc.array(fc.integer({ min: 0, max: 10_000 }), { maxLength: 40 })
const hands = fc.array(fc.integer({ min: 0, max: 10_000 }), { minLength: 1, maxLength: 6 })

const total = (values: number[]) => values.reduce((sum, value) => sum + value, 0)

describe('a schedule', () => {
  it('has one hand do one job after the other', () => {
    expect(schedule([3, 4], [10])).toEqual([
      { start: 10, finish: 13 },
      { start: 13, finish: 17 },
    ])
  })

  it('takes jobs up in their order, each for as long as it takes', () => {
    fc.assert(
      fc.property(seconds, hands, (work, freeIn) => {
        const slots = schedule(work, freeIn)
        expect(slots.map(({ start, finish }) => finish - start)).toEqual(work)
        const starts = slots.map(({ start }) => start)
        expect(starts).toEqual(starts.toSorted((a, b) => a - b))
      }),
    )
  })

  it('is never longer than all work shared evenly and the longest job after it', () => {
    fc.assert(
      fc.property(seconds, hands, (work, freeIn) => {
        const end = Math.max(0, ...schedule(work, freeIn).map(({ finish }) => finish))
        const shared = total([...work, ...freeIn]) / freeIn.length
        expect(end).toBeLessThanOrEqual(shared + Math.max(0, ...work) + Math.max(...freeIn))
      }),
    )
  })

  it('starts nothing later for having one more hand', () => {
    fc.assert(
      fc.property(seconds, hands, fc.nat(10_000), (work, freeIn, another) => {
        const more = schedule(work, [...freeIn, another])
        schedule(work, freeIn).forEach(({ start }, at) => {
          expect(more[at]?.start).toBeLessThanOrEqual(start)
        })
      }),
    )
  })

  it('never comes to anything without hands', () => {
    expect(schedule([1], [])).toEqual([{ start: Infinity, finish: Infinity }])
  })
})

describe('taking turns', () => {
  it('is three urgent jobs to one normal, each lane in its own order, and everybody comes', () => {
    expect(inTurn([1, 2, 3, 4, 5], [-1, -2, -3])).toEqual([1, 2, 3, -1, 4, 5, -2, -3])
    expect(inTurn([], [1, 2])).toEqual([1, 2])
    expect(inTurn([1, 2, 3, 4], [])).toEqual([1, 2, 3, 4])
    const jobs = fc.array(fc.nat())
    fc.assert(
      fc.property(jobs, jobs, (urgent, normal) => {
        const order = inTurn<{ urgent?: number; normal?: number }>(
          urgent.map((job) => ({ urgent: job })),
          normal.map((job) => ({ normal: job })),
        )
        expect(order.flatMap((one) => one.urgent ?? [])).toEqual(urgent)
        expect(order.flatMap((one) => one.normal ?? [])).toEqual(normal)
      }),
    )
  })
})
