import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkPromises } from './checker.ts'
import { type Accepted, newKey, submitUntilAccepted } from './client.ts'
import { type HangingFfmpeg, hangingFfmpeg } from './hanging-ffmpeg.ts'
import { small } from './recording.ts'
import { serversAreMissing } from './servers.ts'
import { outcomeOf } from './workers.ts'
import { type FaultWorld, openFaultWorld } from './world.ts'

/** Instead of a minute. */
const STALL_MS = '2000'

describe.skipIf(serversAreMissing)('F17: ffmpeg hangs, and ignores TERM', () => {
  let world: FaultWorld
  let ffmpeg: HangingFfmpeg
  const accepted: Accepted[] = []
  beforeAll(async () => {
    world = await openFaultWorld({ processors: 0 })
    ffmpeg = await hangingFfmpeg(world.scratchDir)
    const environment = { FAULT_FFMPEG: ffmpeg.path, FAULT_STALL_MS: STALL_MS }
    const worker = await world.another('test/faults/hanging-processor.ts', environment)
    await worker.start()
  })
  afterAll(async () => {
    await world?.close()
    await ffmpeg?.remove()
  })

  async function submitted(): Promise<Accepted> {
    const job = await submitUntilAccepted(world, { recording: small(), key: newKey() })
    accepted.push(job)
    return job
  }

  const codesOf = async (job: Accepted) =>
    (await world.behind.factsOf('attempt-failed', job)).map(({ data }) => [data.code, data.counts])

  it('at the first call: it is killed, and the next attempt succeeds', async () => {
    await ffmpeg.hang(1)
    const job = await submitted()
    expect(await outcomeOf(world, job)).toMatchObject({ outcome: 'succeeded', attempt: 2 })
    expect(await codesOf(job)).toEqual([['stalled', true]])
    expect(await ffmpeg.left()).toBe(0)
    expect(await checkPromises(world, accepted)).toEqual([])
  })

  it('again and again: the job fails with what it was, and the next one is worked on', async () => {
    await ffmpeg.hang(20)
    const doomed = await submitted()
    expect(await outcomeOf(world, doomed)).toMatchObject({ outcome: 'failed', code: 'stalled', attempt: 2 })
    await ffmpeg.recover()
    const next = await submitted()
    expect(await outcomeOf(world, next)).toMatchObject({ outcome: 'succeeded' })
    expect(await checkPromises(world, accepted)).toEqual([])
  })
})
