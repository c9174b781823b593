import { createMetrics, silentLog } from '@soundmill/runtime'
import { until } from '@soundmill/test-support'
import { createIngestMetrics } from '../../services/ingest/src/metrics.ts'
import { createOutbox } from '../../services/ingest/src/submit/outbox.ts'
import { createSweeper } from '../../services/ingest/src/sweep/sweeper.ts'
import type { FaultWorld } from './world.ts'

/**
 * One pass of ingest's sweeper over the store as it is, as if everything in it had come of age: what nobody names
 * goes. Nothing may be under way. A pass that a busy server kept from its end is followed by another.
 */
export async function sweepEverythingOld({ blobs, events, subjects }: FaultWorld): Promise<void> {
  const metrics = createIngestMetrics(createMetrics())
  const sweeper = createSweeper({
    blobs,
    events,
    subjects,
    outbox: createOutbox(blobs),
    log: silentLog(),
    metrics,
    // A minute ahead: the store tells times in seconds, and what was left a moment ago is to go too.
    ages: { sourceMs: -60_000, putMs: -60_000 },
  })
  const went = async () => {
    await sweeper.pass(new AbortController().signal)
    const [last] = (await metrics.lastSweep.get()).values
    return last !== undefined && last.value > 0
  }
  await until(went, { what: 'a pass of the sweeper that comes to its end' })
}
