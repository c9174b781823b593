import { newScene } from '@soundmill/events/examples'
import { createMetrics } from '@soundmill/runtime'
import { metricValue } from '@soundmill/test-support'
import { connect } from 'nats'
import { describe, expect, it } from 'vitest'
import { runStatus, say, seen, surroundings } from './testing/status.ts'
import * as tell from './testing/story.ts'
import { useNats } from './testing/told.ts'

const nats = useNats()

describe('metrics of the event log', () => {
  it('tell how full it is, where it ends, and how many events nobody here can read', async () => {
    const around = await surroundings(nats())
    const status = await runStatus(around, { metrics: createMetrics() })
    const [first, last] = [newScene(), newScene()]
    await say(around, tell.submitted(first))
    await publishNonsense(`${around.namespace}.episodes.${first.show}.${first.episode}.all.deleted`)
    await seen(status, last.episode, await say(around, tell.submitted(last)))
    const text = await (await fetch(`${status.url}/metrics`)).text()
    expect(metricValue(text, 'event_log_last_sequence')).toBe(3)
    expect(metricValue(text, 'event_log_fill_ratio')).toBeGreaterThan(0)
    expect(metricValue(text, 'event_log_fill_ratio')).toBeLessThan(0.01)
    expect(metricValue(text, 'projection_unreadable_events_total')).toBe(1)
  })
})

/** As no release of ours would. */
async function publishNonsense(subject: string): Promise<void> {
  const nc = await connect({ servers: nats() })
  await nc.jetstream().publish(subject, '{}')
  await nc.close()
}
