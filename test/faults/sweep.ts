import { createMetrics, silentLog } from '@soundmill/runtime'
import { until } from '@soundmill/test-support'
import { createIngestMetrics } from '../../services/ingest/src/metrics.ts'
import { createOutbox } from '../../services/ingest/src/submit/outbox.ts'
import { readRecord, writeRecord } from '../../services/ingest/src/sweep/record.ts'
import { createSweeper } from '../../services/ingest/src/sweep/sweeper.ts'
import type { FaultWorld } from './world.ts'

/** A sweeper as ingest's, to which everything has come of age. */
function createHastySweeper({ blobs, events, subjects }: FaultWorld) {
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
  return {
    pass,
    /** Whether a pass came to its end. */
    async went(): Promise<boolean> {
      metrics.lastSweep.set(0)
      await pass()
      const [last] = (await metrics.lastSweep.get()).values
      return last !== undefined && last.value > 0
    },
  }
}

/**
 * One pass of ingest's sweeper over the store as it is, as if everything in it had come of age: what nobody names
 * goes, whatever the sweeper was unsure of. Nothing may be under way. A pass that a busy server kept from its end is
 * followed by another.
 */
export async function sweepEverythingOld(world: FaultWorld): Promise<void> {
  const sweeper = createHastySweeper(world)
  const went = async () => {
    // Where the log was lost, the first pass only takes note of the new one.
    await sweeper.pass()
    await beThereFromTheBeginning(world.blobs)
    return sweeper.went()
  }
  await until(went, { what: 'a pass of the sweeper that comes to its end' })
}

/** The same, but what the sweeper is unsure of stays, as it does in a deployment. */
export async function sweepWhatIsSure(world: FaultWorld): Promise<void> {
  await until(createHastySweeper(world).went, { what: 'a pass of the sweeper that comes to its end' })
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
