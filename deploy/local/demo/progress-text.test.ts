import { describe, expect, it } from 'vitest'
import { isMilestone, progressText } from './progress-text.ts'
import { plain } from './screen.ts'

describe('progress', () => {
  it('is a step, a bar, and what is known of speed and time', () => {
    expect(progressText({ step: 'render', percent: 50, realtimeFactor: 12.34, etaSeconds: 4 })).toBe(
      'render        50 % [████████████░░░░░░░░░░░░]  12.3 × real time, 4.0 s left',
    )
    expect(progressText({ step: 'decode', percent: 107 })).toBe(
      'decode       107 % [████████████████████████]',
    )
  })

  it('is in a log a line for each new step and each quarter', () => {
    const lines: string[] = []
    const screen = plain((line) => lines.push(line))
    for (let percent = 0; percent <= 100; percent += 1) screen.progress({ step: 'decode', percent })
    screen.progress({ step: 'render', percent: 3 })
    expect(lines.map((line) => line.slice(0, 18).trim())).toEqual([
      'decode         0 %',
      'decode        25 %',
      'decode        50 %',
      'decode        75 %',
      'decode       100 %',
      'render         3 %',
    ])
    expect(isMilestone({ step: 'render', percent: 30 }, { step: 'render', percent: 20 })).toBe(false)
  })
})
