import type { Progress } from '@soundmill/event-log'
import { openJetStreamLog } from '@soundmill/event-log/jetstream'
import { newScene } from '@soundmill/events/examples'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createProgress, type StepReport } from './report-progress.ts'

/** A reporter on a clock that is turned by hand, and what it says. */
function reporter() {
  const log = { info() {}, warn() {} }
  const events = openJetStreamLog({ url: 'nats://127.0.0.1:1', namespace: 'nowhere', log })
  const said: (Progress & { atMs: number })[] = []
  const report = (progress: Progress) => said.push({ ...progress, atMs: performance.now() })
  const heard = { ...events, progress: { ...events.progress, report } }
  return { said, ...createProgress(heard, newScene()) }
}

describe('the progress of a job', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('is said at most twice a second, however often it moves, and the newest is not kept back', () => {
    const { said, report, stop } = reporter()
    for (let percent = 0; percent <= 99; percent++) {
      report({ step: percent % 2 === 0 ? 'render' : 'verify', percent })
      vi.advanceTimersByTime(20)
    }
    vi.advanceTimersByTime(500)
    stop()
    const gaps = said.slice(1).map(({ atMs }, index) => atMs - (said[index]?.atMs ?? 0))
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(500)
    expect(Math.max(...gaps)).toBeLessThanOrEqual(700)
    expect(said.at(-1)).toMatchObject({ step: 'verify', percent: 99 })
  })

  it('is said again while a tool is silent, at a later time, until it is stopped', () => {
    const { said, report, stop } = reporter()
    report({ step: 'inspect', percent: 0 })
    vi.advanceTimersByTime(10_000)
    stop()
    vi.advanceTimersByTime(10_000)
    expect(said.length).toBeGreaterThanOrEqual(9)
    expect(new Set(said.map(({ at }) => at)).size).toBe(said.length)
    expect(said.every(({ realtimeFactor, etaSeconds }) => !realtimeFactor && !etaSeconds)).toBe(true)
  })

  it('of the whole job never goes back, and does not end before the job', () => {
    const { said, report, stop } = reporter()
    const steps: StepReport['step'][] = ['download', 'inspect', 'store', 'render', 'store', 'verify', 'store']
    for (const step of steps) {
      for (const percent of [0, 50, 100]) {
        report({ step, percent })
        vi.advanceTimersByTime(1_000)
      }
    }
    stop()
    const overall = said.map(({ overallPercent }) => overallPercent ?? Number.NaN)
    expect(overall).toEqual(overall.toSorted((a, b) => a - b))
    expect(overall.at(-1)).toBeLessThan(100)
    expect(said.at(-1)?.etaSeconds).toBeGreaterThan(0)
    const order = said.map(({ step }) => step).filter((step, index, all) => step !== all[index - 1])
    expect(order).toEqual(['download', 'inspect', 'store', 'render', 'verify', 'store'])
  })
})
