import { type AttemptFailed, FAILURES, type FailureCode, isFailureCode } from '@soundmill/events'
import { exampleOf } from '@soundmill/events/examples'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { failureOf, isTriedAgain, retryInMs } from './failure.ts'

const earlier = (code: FailureCode, times: number): AttemptFailed[] =>
  Array.from({ length: times }, () => {
    const example = exampleOf('attempt-failed')
    return { ...example, data: { ...example.data, code } }
  })

const failure = (code: FailureCode) => ({ code, reason: 'because' })

describe('an attempt that failed', () => {
  it.each<[FailureCode, number]>([
    ['corrupt_input', 1],
    ['tool_crashed', 1],
    ['stalled', 2],
    ['source_missing', 3],
    ['internal', 3],
    ['no_space', 10],
  ])('with %s is tried %i times altogether', (code, tries) => {
    const again = Array.from({ length: tries }, (_, before) =>
      isTriedAgain(failure(code), earlier(code, before)),
    )
    expect(again).toEqual([...Array(tries - 1).fill(true), false])
  })

  it.each<FailureCode>(['worker_stopping', 'store_unavailable', 'log_unavailable'])(
    'with %s is tried for ever',
    (code) => {
      expect(isTriedAgain(failure(code), earlier(code, 1000))).toBe(true)
    },
  )

  it('because the worker was stopping is tried again at once', () => {
    expect(retryInMs(failure('worker_stopping'), earlier('internal', 3))).toBe(0)
  })

  it('otherwise waits longer each time, up to ten minutes, and never less than a second', () => {
    const codes = Object.keys(FAILURES)
      .filter(isFailureCode)
      .filter((code) => code !== 'worker_stopping')
    fc.assert(
      fc.property(
        fc.constantFrom(...codes),
        fc.nat(40),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (code, before, random) => {
          const delay = retryInMs(failure(code), earlier('internal', before), () => random)
          expect(delay).toBeGreaterThanOrEqual(1_000)
          expect(delay).toBeLessThanOrEqual(600_000)
        },
      ),
    )
  })

  it('for a reason nobody foresaw is ours, and says nothing of what is inside', () => {
    expect(failureOf(new Error('password is hunter2'))).toEqual({
      code: 'internal',
      reason: 'something went wrong on our side',
    })
  })
})
