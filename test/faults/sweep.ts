import { createMetrics, silentLog } from '@soundmill/runtime'
import { until } from '@soundmill/test-support'
import { createIngestMetrics } from '../../services/ingest/src/metrics.ts'
import { createOutbox } from '../../services/ingest/src/submit/outbox.ts'
import { readRecord, writeRecord } from '../../services/ingest/src/sweep/record.ts'
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
  const pass = () => sweeper.pass(new AbortController().signal)
  const went = async () => {
    if (!(await readRecord(blobs))) await pass()
    await beThereFromTheBeginning(blobs)
    metrics.lastSweep.set(0)
    await pass()
    const [last] = (await metrics.lastSweep.get()).values
    return last !== undefined && last.value > 0
  }
  await until(went, { what: 'a pass of the sweeper that comes to its end' })
}

/**
 * What was there before the first pass ever stays for good (see `takeFooting`). That of an ingest is made at its
 * start; where a fault held it up, what the fault left came before it.
 */
async function beThereFromTheBeginning(blobs: FaultWorld['blobs']): Promise<void> {
  const record = await readRecord(blobs)
  const beginning = new Date(0)
  if (record) await writeRecord(blobs, { ...record, sourcesSince: beginning, artifactsSince: beginning })
}
