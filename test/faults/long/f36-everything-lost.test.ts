import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { scratch } from '@soundmill/test-support'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkPromises } from '../checker.ts'
import { type Accepted, newKey, submitUntilAccepted } from '../client.ts'
import { backUpLog, loseLog, restoreLog } from '../log-copies.ts'
import { small } from '../recording.ts'
import { seenOutcome } from '../seen.ts'
import { viewIsMissing } from '../servers.ts'
import { sweepEverythingOld, sweepWhatIsSure } from '../sweep.ts'
import { dropDatabase } from '../view-lines.ts'
import { outcomeOf } from '../workers.ts'
import { type FaultWorld, openFaultWorld } from '../world.ts'

describe.skipIf(viewIsMissing)('F36: log, store and view are lost at once', () => {
  let world: FaultWorld
  const accepted: Accepted[] = []
  beforeAll(async () => {
    world = await openFaultWorld({ status: true })
  })
  afterAll(() => world?.close())

  async function finished(): Promise<void> {
    const job = await submitUntilAccepted(world, { recording: small(), key: newKey() })
    accepted.push(job)
    expect(await outcomeOf(world, job)).toMatchObject({ outcome: 'succeeded' })
  }

  const services = () => [world.ingest, world.processor, world.status]

  it('come back from a backup of the log and a copy of the blobs that was begun after it', async () => {
    const { dir } = await scratch()
    const backup = join(dir, 'log')
    await finished()
    await backUpLog(world, backup)
    // Known to the copy of the blobs alone.
    await finished()
    const blobs = await copyOf(world)
    await Promise.all(services().map((service) => service.terminate()))
    await loseLog(world)
    for (const key of blobs.keys()) await world.blobs.delete(key)
    await dropDatabase(world.viewLines.straightUrl)

    for (const [key, bytes] of blobs) await world.blobs.put(key, once(bytes))
    await restoreLog(world, backup)
    await world.topology()
    await Promise.all(services().map((service) => service.start()))
    for (const job of accepted) expect(await seenOutcome(world, job)).toBe('succeeded')
    await sweepWhatIsSure(world)
    await sweepEverythingOld(world)
    expect(await checkPromises(world, accepted, { workersDied: true, logLost: true })).toEqual([])
  })
})

/** As every tool makes one: in the order of the keys. */
async function copyOf({ behind, blobs }: FaultWorld): Promise<Map<string, Buffer>> {
  const copy = new Map<string, Buffer>()
  for (const { key } of await behind.list('')) copy.set(key, await buffer(await blobs.get(key)))
  return copy
}

async function* once(bytes: Buffer) {
  yield bytes
}
