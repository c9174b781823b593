import { type Started, startMongoContainer, until } from '@soundmill/test-support'
import { MongoClient } from 'mongodb'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { checkPromises } from './checker.ts'
import { type Accepted, newKey, submitUntilAccepted } from './client.ts'
import { small } from './recording.ts'
import { seenOutcome } from './seen.ts'
import { viewIsMissing } from './servers.ts'
import { outcomeOf } from './workers.ts'
import { type FaultWorld, openFaultWorld } from './world.ts'

describe.skipIf(viewIsMissing)('F14: MongoDB', () => {
  let world: FaultWorld
  const accepted: Accepted[] = []
  /** Of our own, where there can be one: when the primary steps down, everybody's has. */
  let own: Started<string> | undefined
  beforeAll(async () => {
    own = inject('docker') ? await startMongoContainer() : undefined
    world = await openFaultWorld({ status: true, ...(own && { servers: { mongoUrl: own.address } }) })
  })
  afterAll(async () => {
    await world?.close()
    await own?.stop()
  })

  async function submitted(): Promise<Accepted> {
    const job = await submitUntilAccepted(world, { recording: small(), key: newKey() })
    accepted.push(job)
    return job
  }

  /** Everything is worked on as ever, and seen as soon as it can be. */
  async function allSeen() {
    for (const job of accepted) expect(await seenOutcome(world, job)).toBe('succeeded')
    expect(await checkPromises(world, accepted)).toEqual([])
  }

  it('is down when status starts: it waits, and shows everything when MongoDB is there', async () => {
    await world.status.terminate()
    world.viewLines.mongo.cut()
    const starting = world.status.start()
    expect(await outcomeOf(world, await submitted())).toMatchObject({ outcome: 'succeeded' })
    await until(async () => (await fetch(`${world.status.url}/readyz`)).status === 503, { what: 'a 503' })
    world.viewLines.mongo.mend()
    await starting
    await allSeen()
  })

  it('goes away at work and comes back: queries are refused meanwhile, nothing else is, nothing is lost', async () => {
    world.viewLines.mongo.cut()
    const job = await submitted()
    expect(await outcomeOf(world, job)).toMatchObject({ outcome: 'succeeded' })
    const refused = await fetch(`${world.status.url}/v1/episodes/${job.episode}`)
    expect(refused.status).toBe(503)
    expect(refused.headers.get('retry-after')).not.toBeNull()
    world.viewLines.mongo.mend()
    await allSeen()
  })

  it('loses its primary in the middle of writing, and gets it again: nothing is lost', async ({ skip }) => {
    if (!own) return skip('a MongoDB of its own needs Docker')
    const jobs = Promise.all([submitted(), submitted(), submitted()])
    await stepDown(world.viewLines.straightUrl)
    await jobs
    await allSeen()
  })
})

/** For three seconds there is no primary; the connections of everybody are closed. */
async function stepDown(url: string): Promise<void> {
  const client = await MongoClient.connect(url, { directConnection: true })
  await client.db('admin').command({ replSetStepDown: 3, force: true })
  await client.close()
}
