import { until } from '@soundmill/test-support'
import { connect } from 'nats'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkPromises } from './checker.ts'
import { type Accepted, newKey, submitUntilAccepted } from './client.ts'
import { longRecording, small } from './recording.ts'
import { sharedServers, viewIsMissing } from './servers.ts'
import { sweepEverythingOld } from './sweep.ts'
import { holdTool, outcomeOf, signal } from './workers.ts'
import { type FaultWorld, openFaultWorld } from './world.ts'

describe.skipIf(viewIsMissing)('F8: the stream is deleted under the services', () => {
  let world: FaultWorld
  const accepted: Accepted[] = []
  beforeAll(async () => {
    world = await openFaultWorld({ status: true })
  })
  afterAll(() => world?.close())

  async function submitted(recording = small()): Promise<Accepted> {
    const job = await submitUntilAccepted(world, { recording, key: newKey() })
    accepted.push(job)
    return job
  }

  async function deleteStream(): Promise<void> {
    const connection = await connect({ servers: sharedServers().natsUrl })
    const jsm = await connection.jetstreamManager({ checkAPI: false })
    await jsm.streams.delete(world.subjects.stream)
    await connection.close()
  }

  const positionOf = async () => (await world.events.state()).epoch

  it('uploads go on; made again, it is told everything that was promised, and all of it is done', async () => {
    const before = await positionOf()
    await submitted()
    await submitted(longRecording())
    const tool = await holdTool(world)
    await deleteStream()
    expect(await submitted()).toMatchObject({ announced: false })
    signal(tool.pid, 'SIGCONT')
    await world.topology()
    await until(async () => (await positionOf()) !== before, { what: 'the new log' })
    expect(await submitted()).toMatchObject({ announced: true })
    for (const job of accepted) expect(await outcomeOf(world, job)).toMatchObject({ outcome: 'succeeded' })
    const lost = { workersDied: true, logLost: true }
    await sweepEverythingOld(world)
    expect(await checkPromises(world, accepted, lost)).toEqual([])
  })
})
