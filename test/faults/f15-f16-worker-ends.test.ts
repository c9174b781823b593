import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkPromises } from './checker.ts'
import { type Accepted, newKey, submitUntilAccepted } from './client.ts'
import { longRecording } from './recording.ts'
import { viewIsMissing } from './servers.ts'
import { sweepEverythingOld } from './sweep.ts'
import { holdTool, outcomeOf, signal, strikesOf } from './workers.ts'
import { type FaultWorld, openFaultWorld } from './world.ts'

describe.skipIf(viewIsMissing)('a worker that ends in the middle of a job', () => {
  let world: FaultWorld
  const accepted: Accepted[] = []
  beforeAll(async () => {
    world = await openFaultWorld({ processors: 2, status: true })
  })
  afterAll(() => world?.close())

  /** A job, and the tool that works on it, stopped. */
  async function caught() {
    const job = await submitUntilAccepted(world, { recording: longRecording(), key: newKey() })
    accepted.push(job)
    return { job, ...(await holdTool(world)) }
  }

  it('F15: told to stop (SIGTERM), hands it back without a strike, and another finishes it', async () => {
    const { job, worker } = await caught()
    expect(await worker.terminate()).toBe(0)
    expect(await outcomeOf(world, job)).toMatchObject({ outcome: 'succeeded', attempt: 2 })
    expect(await strikesOf(world, job)).toEqual([0, 0])
    const [back] = await world.behind.factsOf('attempt-failed', job)
    expect(back?.data).toMatchObject({ code: 'worker_stopping', counts: false })
    expect(await checkPromises(world, accepted)).toEqual([])
    await worker.start()
  })

  it('F16: killed (SIGKILL), takes its tools with it, and another finishes the job: one strike', async () => {
    const { job, worker } = await caught()
    await worker.kill()
    await worker.start()
    expect(await outcomeOf(world, job)).toMatchObject({ outcome: 'succeeded', attempt: 2 })
    expect(await strikesOf(world, job)).toEqual([0, 1])
    expect(await checkPromises(world, accepted, { workersDied: true })).toEqual([])
  })

  it('F16: its tool killed (SIGKILL), tries again and finishes: the worker lives on', async () => {
    const { job, pid, worker } = await caught()
    signal(pid, 'SIGKILL')
    const outcome = await outcomeOf(world, job)
    expect(outcome).toMatchObject({ outcome: 'succeeded', attempt: 2 })
    expect((await fetch(`${worker.url}/readyz`)).ok).toBe(true)
    expect(await checkPromises(world, accepted, { workersDied: true })).toEqual([])
  })

  it('F16: killed together with its tool: another finishes the job', async () => {
    const { job, pid, worker } = await caught()
    signal(pid, 'SIGKILL')
    await worker.kill()
    await worker.start()
    expect(await outcomeOf(world, job)).toMatchObject({ outcome: 'succeeded', attempt: 2 })
    expect(await checkPromises(world, accepted, { workersDied: true })).toEqual([])
  })

  it('and a sweep later nothing is left of any of them', async () => {
    await sweepEverythingOld(world)
    expect(await checkPromises(world, accepted)).toEqual([])
  })
})
