import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { parseArguments } from './bench/hop/arguments.ts'
import type { Hop } from './bench/hop/hops.ts'
import { report } from './bench/hop/report.ts'
import { percentile } from './bench/shared/percentile.ts'

const server = { url: 'nats://127.0.0.1:4222', version: '2.14.9', syncs: true }
const hopOf = (heard: number): Hop => ({
  heard,
  followed: heard + 1,
  whole: heard + 2,
  floor: { append: 1, both: 2 },
})

/** What it prints, and its exit code, for a hundred jobs of which so many were slow. */
function reported(slow: number, options: { json?: boolean; syncs?: boolean } = {}) {
  const said: string[] = []
  const spy = vi.spyOn(console, 'log').mockImplementation((line) => void said.push(String(line)))
  onTestFinished(() => spy.mockRestore())
  const hops = Array.from({ length: 100 }, (_, i) => hopOf(i < slow ? 9 : 2))
  const { json = false, syncs = true } = options
  const code = report({ hops, server: { ...server, syncs }, hands: 2, json, strict: true })
  return { code, text: said.join('\n') }
}

describe('a percentile', () => {
  it('is the value that so many of a hundred do not exceed', () => {
    const hundred = Array.from({ length: 100 }, (_, i) => 100 - i)
    expect([50, 99, 100].map((percent) => percentile(hundred, percent))).toEqual([50, 99, 100])
    expect(percentile([7], 99)).toBe(7)
    expect(percentile([], 99)).toBeNaN()
  })
})

describe('the report of the hop benchmark', () => {
  it('says that the goal is met when one job of a hundred is slow, and missed when two are', () => {
    expect(reported(1)).toMatchObject({ code: 0, text: expect.stringContaining(': met') })
    expect(reported(2)).toMatchObject({ code: 1, text: expect.stringContaining(': missed') })
  })

  it('measures no goal on a server that does not sync', () => {
    expect(reported(9, { syncs: false })).toMatchObject({
      code: 0,
      text: expect.stringContaining('not measured'),
    })
  })

  it('is one JSON value when that was asked for', () => {
    expect(JSON.parse(reported(1, { json: true }).text)).toMatchObject({
      jobs: 100,
      goal: { outcome: 'met' },
    })
  })
})

describe('the arguments of the hop benchmark', () => {
  it.each([
    ['--jobs', '0'],
    ['--server', 'moon'],
    ['--hands', 'x'],
  ])('are refused in words: %s %s', (...args) => {
    expect(() => parseArguments(args)).toThrow(args[0])
  })
})
