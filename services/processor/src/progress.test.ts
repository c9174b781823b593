import type { Progress } from '@soundmill/event-log'
import { STEPS } from '@soundmill/event-log'
import { startNatsServer, tone } from '@soundmill/test-support'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { createWorld } from './testing/world.ts'

let nats: Awaited<ReturnType<typeof startNatsServer>>
beforeAll(async () => {
  nats = await startNatsServer()
})
afterAll(() => nats.stop())

/** Two seconds are promised; a busy machine may be late by as much again. */
const MOST_SILENCE_MS = 4_000

describe('a job of some minutes', () => {
  it('says how far it is in every step, without a silence', async () => {
    const { events, submit, work, finished } = await createWorld(nats.url)
    const heard: (Progress & { atMs: number })[] = []
    onTestFinished(events.progress.listen((progress) => heard.push({ ...progress, atMs: performance.now() })))
    const { job } = await submit(tone({ seconds: 150 }))
    await work()
    const { data } = await finished(job)
    const end = performance.now()
    expect(data.outcome).toBe('succeeded')

    const times = [...heard.map(({ atMs }) => atMs), end]
    const gaps = times.slice(1).map((time, index) => time - (times[index] ?? 0))
    expect(Math.max(...gaps)).toBeLessThan(MOST_SILENCE_MS)
    for (const step of ['inspect', 'render'] as const) {
      expect(heard.filter((each) => each.step === step).length).toBeGreaterThan(0)
    }
    // A fast machine may be through one step before there is anything to measure, never through all of them.
    expect(heard.some(({ percent }) => percent > 0 && percent < 100)).toBe(true)
    expect(heard.some(({ stepEtaSeconds }) => stepEtaSeconds !== undefined)).toBe(true)
    expect(heard.some(({ realtimeFactor }) => realtimeFactor !== undefined)).toBe(true)
    expect(heard.filter(({ step }) => !STEPS.some((known) => known === step))).toEqual([])
    expect(heard.filter(({ realtimeFactor }) => realtimeFactor === 0)).toEqual([])
    expect(heard.some(({ etaSeconds }) => etaSeconds !== undefined)).toBe(true)
  })
})
