import { createAudioEngine } from '@soundmill/audio'
import { STEPS } from '@soundmill/event-log'
import { createHttp, createMetrics } from '@soundmill/runtime'
import { metricValue, type NatsServer, startNatsServer, tone, until } from '@soundmill/test-support'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createWorld } from '../testing/world.ts'
import { countToolEnds, measureProcessor } from './index.ts'

let nats: NatsServer
beforeAll(async () => {
  nats = await startNatsServer()
})
afterAll(() => nats.stop())

const SCRATCH_BYTES = 64 * 1024 ** 2
const HANDS = 2

/** A world whose worker is measured, and how to ask for one number of it. */
async function measured() {
  const world = await createWorld(nats.url)
  const metrics = createMetrics()
  const space = { scratchDir: world.scratchDir, scratchMaxBytes: SCRATCH_BYTES, concurrency: HANDS }
  const { processor, stop } = await world.work({
    ...space,
    ...measureProcessor(metrics, space),
    audio: createAudioEngine({ onToolEnded: countToolEnds(metrics) }),
  })
  const http = await createHttp([processor], { metrics })
  const shown = async () => (await http.inject('/metrics')).body
  return {
    ...world,
    stop,
    async value(name: string, labels: Record<string, string> = {}) {
      return metricValue(await shown(), name, labels)
    },
  }
}

describe('the metrics of a processor', () => {
  it('tell of a job that succeeded, one that failed, and one that was tried again', async () => {
    const { submit, finished, fact, blobs, value } = await measured()
    const good = await submit(tone({ seconds: 3 }))
    const bad = await submit(new TextEncoder().encode('This is a text. '.repeat(100)))
    await Promise.all([finished(good.job), finished(bad.job)])
    const recording = tone({ seconds: 2 })
    const slow = await submit(recording)
    for (const { blob } of slow.data.sources) await blobs.delete(blob)
    await fact(slow.job, 'attempt-failed')
    for (const { blob } of slow.data.sources) await blobs.put(blob, once(recording))
    expect((await finished(slow.job)).data).toMatchObject({ outcome: 'succeeded' })
    await until(async () => (await value('worker_hands', { state: 'busy' })) === 0, {
      what: 'hands to be free',
    })

    expect(await value('jobs_terminal_total', { outcome: 'succeeded', code: '' })).toBe(2)
    expect(await value('jobs_terminal_total', { outcome: 'failed', code: 'not_audio' })).toBe(1)
    expect(await value('jobs_terminal_total', { outcome: 'failed', code: 'gave_up' })).toBe(0)
    expect(await value('job_queue_wait_seconds_count', { lane: 'normal' })).toBe(3)
    expect(await value('job_queue_wait_seconds_count', { lane: 'urgent' })).toBe(0)
    expect(await value('job_attempts_bucket', { outcome: 'succeeded', le: '1' })).toBe(1)
    expect(await value('job_attempts_sum', { outcome: 'succeeded' })).toBeGreaterThanOrEqual(3)
    expect(await value('job_attempts_sum', { outcome: 'failed' })).toBe(1)
    expect(await value('job_duration_seconds_count', { outcome: 'succeeded' })).toBe(2)
    expect(await value('job_duration_seconds_count', { outcome: 'failed' })).toBe(1)
    // The pause before the second attempt is part of it, and takes a second at the least.
    expect(await value('job_duration_seconds_sum', { outcome: 'succeeded' })).toBeGreaterThan(1)
    expect(await value('job_realtime_ratio_count')).toBe(2)
    expect(await value('job_realtime_ratio_sum')).toBeGreaterThan(0)
    for (const step of ['render', 'verify', 'store'])
      expect(await value('job_step_duration_seconds_count', { step })).toBe(2)
    expect(await value('ffmpeg_exit_total', { tool: 'ffmpeg', result: 'ok' })).toBeGreaterThan(5)
    expect(await value('ffmpeg_exit_total', { tool: 'ffprobe', result: 'ok' })).toBeGreaterThanOrEqual(2)
    expect(await value('scratch_used_bytes')).toBe(0)
  })

  it('tell of steps that together take as long as the job', async () => {
    const { submit, finished, value } = await measured()
    await finished((await submit(tone({ seconds: 20 }))).job)
    const seconds = STEPS.map((step) => value('job_step_duration_seconds_sum', { step }))
    const sum = (await Promise.all(seconds)).reduce((total: number, each) => total + (each ?? 0), 0)
    const whole = (await value('job_duration_seconds_sum', { outcome: 'succeeded' })) ?? 0
    expect(sum).toBeGreaterThan(0.9 * whole - 0.1)
    expect(sum).toBeLessThan(whole + 0.1)
  })

  it('tell who is busy and what lies on the disk while a job runs, and which tools were stopped', async () => {
    const { submit, fact, stop, value, events } = await measured()
    const rendering = new Promise<void>((resolve) => {
      const stopListening = events.progress.listen(({ step, percent }) => {
        if (step === 'render' && percent > 0) resolve(stopListening())
      })
    })
    expect(await value('worker_hands', { state: 'free' })).toBe(HANDS)
    expect(await value('scratch_limit_bytes')).toBe(HANDS * SCRATCH_BYTES)
    const { job } = await submit(tone({ seconds: 240 }))
    await fact(job, 'inspected')
    expect(await value('worker_hands', { state: 'busy' })).toBe(1)
    expect(await value('worker_hands', { state: 'free' })).toBe(HANDS - 1)
    expect(await value('scratch_used_bytes')).toBeGreaterThan(240 * 2 * 44_100)
    await rendering
    await stop()
    expect(await value('ffmpeg_exit_total', { tool: 'ffmpeg', result: 'stopped' })).toBeGreaterThanOrEqual(1)
    expect(await value('worker_hands', { state: 'free' })).toBe(HANDS)
    expect(await value('jobs_terminal_total', { outcome: 'succeeded', code: '' })).toBe(0)
  })
})

async function* once(bytes: Uint8Array) {
  yield bytes
}
