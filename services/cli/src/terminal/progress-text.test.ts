import { describe, expect, it } from 'vitest'
import { barOf, isMilestone, progressText } from './progress-text.ts'
import { plain } from './screen.ts'

describe('progress', () => {
  it('is a step, how far it is, and what is known of speed and time', () => {
    const half = { step: 'render', percent: 50, realtimeFactor: 12.34, etaSeconds: 4 }
    expect(progressText(half, barOf(half))).toBe(
      'render          50 % [████████████░░░░░░░░░░░░] 12.3 × real time, 4.0 s left',
    )
    expect(progressText({ step: 'decode', percent: 7 })).toBe('decode           7 %')
  })

  it('says nothing of speed and time before anything is known of them', () => {
    const start = { step: 'render', percent: 0, realtimeFactor: 0, etaSeconds: 0 }
    expect(progressText(start)).toBe('render           0 %')
  })

  it('of what only waits is what is known of that', () => {
    const waiting = { step: 'waiting', percent: 0, note: 'position 3' }
    expect(progressText(waiting, barOf(waiting))).toBe('waiting        position 3')
  })

  it('is a bar of one length, whatever it is told', () => {
    const lengths = [-1, 0, 33.3, 100, 107].map((percent) => barOf({ step: '', percent }).length)
    expect(new Set(lengths)).toEqual(new Set([26]))
  })

  it('is in a log a line for each new step and each quarter', () => {
    const lines: string[] = []
    const screen = plain((line) => lines.push(line))
    for (let percent = 0; percent <= 100; percent += 1) screen.progress({ step: 'decode', percent })
    screen.progress({ step: 'render', percent: 3 })
    expect(lines.map((line) => line.replace(/ +/, ' '))).toEqual([
      'decode 0 %',
      'decode 25 %',
      'decode 50 %',
      'decode 75 %',
      'decode 100 %',
      'render 3 %',
    ])
    expect(isMilestone({ step: 'render', percent: 30 }, { step: 'render', percent: 20 })).toBe(false)
  })
})
