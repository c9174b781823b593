import type { ProxiedRequest } from '@soundmill/test-support'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkPromises } from './checker.ts'
import { type Accepted, newKey, submitUntilAccepted } from './client.ts'
import { recording } from './recording.ts'
import { serversAreMissing } from './servers.ts'
import { type FaultWorld, openFaultWorld } from './world.ts'

const isReading = ({ method, path }: ProxiedRequest) => method === 'GET' && path.includes('/source/')

const newTwin = () => ({ recording: recording(256 * 1024), key: newKey() })

describe.skipIf(serversAreMissing)('F13: the source is deleted under a job', () => {
  let world: FaultWorld
  beforeAll(async () => {
    world = await openFaultWorld()
  })
  afterAll(() => world?.close())

  async function outcomesOf({ episode, job }: Accepted) {
    return (await world.behind.factsOf('finished', { episode, job })).map(({ data }) => data)
  }

  async function lose({ episode }: Accepted) {
    for (const { key } of await world.behind.list(`source/${episode}/`)) await world.blobs.delete(key)
  }

  it('the job fails with source_missing, once, after three tries, and others go on meanwhile', async () => {
    const reading = world.workLines.s3.fault(isReading, { kind: 'hold' }, { times: 1 })
    const doomed = await submitUntilAccepted(world, newTwin())
    await reading.caught
    await lose(doomed)
    reading.lift()
    const other = await submitUntilAccepted(world, newTwin())
    expect(await checkPromises(world, [doomed, other])).toEqual([
      `I5: the source of job ${doomed.job} is gone`,
    ])
    expect(await outcomesOf(doomed)).toMatchObject([
      { outcome: 'failed', code: 'source_missing', attempt: 3 },
    ])
    const attempts = await world.behind.factsOf('attempt-failed', doomed)
    expect(attempts.map(({ data }) => data.code)).toEqual(['source_missing', 'source_missing'])
    expect(await outcomesOf(other)).toMatchObject([{ outcome: 'succeeded' }])
  })
})
