import { newScene } from '@soundmill/events/examples'
import { describe, expect, it } from 'vitest'
import { createHands } from './hands.ts'
import { createProgressMemory } from './progress-memory.ts'
import { remembered } from './remembered.ts'

/** A clock that is moved by hand, in milliseconds. */
function clock() {
  let at = 0
  return { now: () => at, pass: (ms: number) => (at += ms) }
}

describe('the newest progress of a job', () => {
  it('is remembered for half a minute, and its ETA goes down meanwhile', () => {
    const { now, pass } = clock()
    const memory = createProgressMemory(now)
    const report = { ...newScene(), step: 'render', percent: 10, etaSeconds: 20 }
    memory.hear({ ...report, percent: 5, etaSeconds: 40 })
    memory.hear(report)
    expect(memory.of(report.job)).toEqual(report)
    pass(15_000)
    expect(memory.of(report.job)).toEqual({ ...report, etaSeconds: 5 })
    pass(10_000)
    expect(memory.of(report.job)).toEqual({ ...report, etaSeconds: 0 })
    pass(5_000)
    expect(memory.of(report.job)).toBeUndefined()
  })

  it('that runs tells that its worker is lost when it is not heard for half a minute by who listens so long', () => {
    const { now, pass } = clock()
    const memory = createProgressMemory(now)
    const scene = newScene()
    const NOW = Date.UTC(2026, 0, 1)
    const job = { ...scene, startedAt: new Date(NOW - 30_000).toISOString() }
    pass(29_999)
    expect(memory.isLost(job, NOW)).toBe(false)
    pass(1)
    expect(memory.isLost(job, NOW)).toBe(true)
    expect(memory.isLost(job, NOW - 1)).toBe(false)
    expect(memory.isLost({ job: scene.job }, NOW)).toBe(false)
    memory.hear({ ...scene, step: 'render', percent: 1 })
    pass(29_999)
    expect(memory.isLost(job, NOW)).toBe(false)
    pass(1)
    expect(memory.isLost(job, NOW)).toBe(true)
    memory.begin()
    expect(memory.isLost(job, NOW)).toBe(false)
  })

  it('stays when others are forgotten', () => {
    const { now, pass } = clock()
    const memory = createProgressMemory(now)
    const [early, late] = [newScene(), newScene()].map((scene) => ({ ...scene, step: 'verify', percent: 1 }))
    if (!early || !late) throw new Error('two')
    memory.hear(early)
    memory.hear(late)
    pass(20_000)
    memory.hear(early)
    pass(20_000)
    expect(memory.of(late.job)).toBeUndefined()
    expect(memory.of(early.job)).toEqual(early)
  })
})

describe('an answer that is remembered', () => {
  it('is given to all who ask in time, for each key, and then asked for anew', async () => {
    const { now, pass } = clock()
    const asked: string[] = []
    const ask = remembered(100, async (key) => asked.push(key), now)
    expect(await Promise.all([ask('a'), ask('a'), ask('b')])).toEqual([1, 1, 2])
    pass(99)
    expect(await ask('a')).toBe(1)
    pass(1)
    expect(await ask('a')).toBe(3)
    expect(asked).toEqual(['a', 'b', 'a'])
  })

  it('is not when it is a failure', async () => {
    let tries = 0
    const ask = remembered(100, async () => {
      tries += 1
      if (tries === 1) throw new Error('not now')
      return tries
    })
    const first = await Promise.allSettled([ask('a'), ask('a')])
    expect(first.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    expect(await ask('a')).toBe(2)
  })
})

describe('the hands there are', () => {
  const lane = (idleHands: number) => ({
    lane: 'normal' as const,
    depth: { waiting: 0, inHand: 0, idleHands },
  })

  it('are those that work and those that wait, also while one is about to ask again', () => {
    const { now, pass } = clock()
    const hands = createHands(now)
    expect(hands.count(2, [lane(1), lane(2)])).toBe(5)
    pass(1_000)
    expect(hands.count(2, [lane(0)])).toBe(5)
    pass(4_000)
    expect(hands.count(2, [lane(0)])).toBe(2)
  })

  it('are known a little longer than the log answers, and then not at all', () => {
    const { now, pass } = clock()
    const hands = createHands(now)
    expect(hands.count(0, [{ lane: 'normal' }])).toBeUndefined()
    expect(hands.count(0, [lane(3)])).toBe(3)
    expect(hands.count(0, [{ lane: 'normal' }])).toBe(3)
    pass(5_000)
    expect(hands.count(0, [{ lane: 'normal' }])).toBeUndefined()
  })
})
