import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkPromises } from './checker.ts'
import { type Accepted, newKey, submit, submitUntilAccepted } from './client.ts'
import { STORE_FAULTS } from './f11-store-faults.ts'
import { recording } from './recording.ts'
import { serversAreMissing } from './servers.ts'
import { sweepEverythingOld } from './sweep.ts'
import { type FaultWorld, openFaultWorld } from './world.ts'

describe.skipIf(serversAreMissing)('F11: the store', () => {
  let world: FaultWorld
  const accepted: Accepted[] = []
  /** Of the requests that were told 503. */
  const abandoned: string[] = []
  beforeAll(async () => {
    world = await openFaultWorld()
  })
  afterAll(() => world?.close())

  it.each(STORE_FAULTS)('$name: a kept promise or a clear 503, and one outcome in the end', async (fault) => {
    const submission = { recording: recording(), key: newKey() }
    const end = fault.begin(world.lines.s3)
    const first = await submit(world, submission)
    end()
    if (first.accepted === undefined) {
      expect(first).toMatchObject({ status: 503, body: { code: 'store_unavailable' } })
      expect(Number(first.retryAfter)).toBeGreaterThan(0)
    }
    expect(first.accepted !== undefined).toBe(fault.passes)
    const last = await submitUntilAccepted(world, submission)
    if (!fault.passes || fault.leaves) abandoned.push(last.episode)
    accepted.push(last)
    expect(await checkPromises(world, [last], { abandoned })).toEqual([])
  })

  it('has one recording of each in the end, and nothing else when it was swept', async () => {
    await sweepEverythingOld(world)
    expect(await checkPromises(world, accepted)).toEqual([])
    expect(await world.behind.list('source/')).toHaveLength(accepted.length)
  })
})

const ofSource = ({ method, path }: { method: string; path: string }) =>
  method === 'GET' && path.includes('/source/')
const ofArtifact = ({ method, path }: { method: string; path: string }) =>
  method === 'PUT' && path.includes('/artifacts/')

describe.skipIf(serversAreMissing)('F11: the store, while the processor works', () => {
  let world: FaultWorld
  beforeAll(async () => {
    world = await openFaultWorld()
  })
  afterAll(() => world?.close())

  it.each([
    {
      name: 'breaks off while the source is read',
      isOne: ofSource,
      how: { kind: 'reset', afterBytes: 100_000 },
    },
    { name: 'says SlowDown to artifacts', isOne: ofArtifact, how: { kind: 'refuse' } },
    { name: 'loses answers to artifacts', isOne: ofArtifact, how: { kind: 'lose' } },
  ] as const)('$name, and then not any more: one outcome', async ({ isOne, how }) => {
    const fault = world.workLines.s3.fault(isOne, how, { times: 3 })
    const accepted = await submitUntilAccepted(world, { recording: recording(), key: newKey() })
    await fault.caught
    expect(await checkPromises(world, [accepted])).toEqual([])
    expect(await outcomeOf(accepted)).toBe('succeeded')
    fault.lift()
  })

  it('goes down in the middle of a job, and comes back: one outcome', async () => {
    const coming = world.workLines.s3.onRequest(ofArtifact)
    const accepted = await submitUntilAccepted(world, { recording: recording(), key: newKey() })
    await coming
    world.workLines.s3.cut()
    expect(await world.behind.factsOf('finished', accepted)).toEqual([])
    world.workLines.s3.mend()
    expect(await checkPromises(world, [accepted])).toEqual([])
    expect(await outcomeOf(accepted)).toBe('succeeded')
  })

  async function outcomeOf({ episode, job }: Accepted) {
    return (await world.behind.factsOf('finished', { episode, job }))[0]?.data.outcome
  }
})
