import { newScene } from '@soundmill/events/examples'
import { createMetrics } from '@soundmill/runtime'
import { metricValue } from '@soundmill/test-support'
import { describe, expect, it } from 'vitest'
import { runStatus, say, seen, surroundings } from '../testing/status.ts'
import * as tell from '../testing/story.ts'
import { useNats } from '../testing/told.ts'

const nats = useNats()

describe('metrics of the queue', () => {
  it('tell its depth and who waits for the longest, by lane, and dead letters', async () => {
    const metrics = createMetrics()
    const around = await surroundings(nats())
    const status = await runStatus(around, { metrics })
    const [wait, run, dead] = [newScene(), newScene(), newScene()]
    const old = { ...tell.submitted(wait), time: new Date(Date.now() - 60_000).toISOString() }
    const said = await say(around, old, tell.submitted(run), tell.started(run), tell.gaveUp(dead))
    await seen(status, dead.episode, said)
    const text = await (await fetch(`${status.url}/metrics`)).text()
    expect(text).toMatch(/^queue_depth_jobs\{lane="normal",state="waiting"\} 1$/m)
    expect(text).toMatch(/^queue_depth_jobs\{lane="normal",state="running"\} 1$/m)
    expect(text).toMatch(/^queue_depth_jobs\{lane="urgent",state="waiting"\} 0$/m)
    expect(text).toMatch(/^queue_oldest_waiting_seconds\{lane="normal"\} 6\d\.\d+$/m)
    expect(text).toMatch(/^queue_oldest_waiting_seconds\{lane="urgent"\} 0$/m)
    expect(text).toMatch(/^dead_letters 1$/m)
  })

  it('tell which job has no outcome for the longest, whatever it is doing, and which lanes let everything through', async () => {
    const metrics = createMetrics()
    const around = await surroundings(nats())
    const status = await runStatus(around, { metrics })
    const [run, wait] = [newScene(), newScene()]
    const old = { ...tell.submitted(run), time: new Date(Date.now() - 600_000).toISOString() }
    await around.events.lanes.set('urgent', 'draining', 'anonymous')
    await seen(status, wait.episode, await say(around, old, tell.started(run), tell.submitted(wait)))
    const text = await (await fetch(`${status.url}/metrics`)).text()
    expect(metricValue(text, 'queue_oldest_unfinished_seconds', { lane: 'normal' })).toBeGreaterThanOrEqual(
      600,
    )
    expect(metricValue(text, 'queue_oldest_unfinished_seconds', { lane: 'urgent' })).toBe(0)
    expect(metricValue(text, 'queue_oldest_waiting_seconds', { lane: 'normal' })).toBeLessThan(600)
    expect(metricValue(text, 'lane_open', { lane: 'normal' })).toBe(1)
    expect(metricValue(text, 'lane_open', { lane: 'urgent' })).toBe(0)
  })
})
