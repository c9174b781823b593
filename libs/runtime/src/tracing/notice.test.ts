import { describe, expect, it } from 'vitest'
import { createNotice } from './notice.ts'

function open() {
  const lines: object[] = []
  const clock = { now: 0 }
  const tell = createNotice({ warn: (details) => void lines.push(details) }, () => clock.now)
  return { lines, clock, tell }
}

describe('trouble with traces', () => {
  it('is told at once, then at most once a minute, with how often it was', () => {
    const { lines, clock, tell } = open()
    for (clock.now = 0; clock.now < 120_000; clock.now += 10_000) tell('refused')
    expect(lines).toEqual([
      { problem: 'refused', times: 1 },
      { problem: 'refused', times: 6 },
    ])
  })

  it('is told without a stack, and by its code where there are no words', () => {
    const { lines, clock, tell } = open()
    for (const problem of [
      Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:1'), { code: 'ECONNREFUSED' }),
      Object.assign(new AggregateError([]), { code: 'ECONNREFUSED' }),
      new TypeError(),
    ]) {
      tell(problem)
      clock.now += 60_000
    }
    expect(lines.map((line) => 'problem' in line && line.problem)).toEqual([
      'ECONNREFUSED: connect ECONNREFUSED 127.0.0.1:1',
      'ECONNREFUSED',
      'TypeError',
    ])
  })
})
