import { type NatsServer, startNatsServer } from '@soundmill/event-log/nats-server'
import { until } from '@soundmill/test-support'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkPromises } from './checker.ts'
import { type Accepted, newKey, submit, submitUntilAccepted } from './client.ts'
import { recording } from './recording.ts'
import { serversAreMissing } from './servers.ts'
import { mayMount, mountSmallDisk, type SmallDisk, WHY_NO_DISK } from './small-disk.ts'
import { type FaultWorld, openFaultWorld } from './world.ts'

const MIB = 1024 ** 2
const hasDisk = await mayMount()

const newTwin = () => ({ recording: recording(256 * 1024), key: newKey() })

const logAnswers = ({ events }: FaultWorld) =>
  until(() => events.state(), { what: 'the log to answer again', timeoutMs: 60_000 })

describe.skipIf(serversAreMissing)('F6: the disk of the log is full', () => {
  let disk: SmallDisk | undefined
  let nats: NatsServer | undefined
  let world: FaultWorld | undefined
  beforeAll(async () => {
    if (!hasDisk) return
    disk = await mountSmallDisk(16 * MIB)
    nats = await startNatsServer({ dir: disk.dir, log: { info() {}, warn() {} } })
    // A run whose outcome the disk had no room for is done again; the sweeper takes what the first one made.
    const environment = { NATS_STREAM_MAX_BYTES: String(8 * MIB), SWEEP_EVERY_MS: '1000' }
    world = await openFaultWorld({ servers: { natsUrl: nats.url }, environment })
  })
  afterAll(async () => {
    await world?.close()
    await nats?.close()
    await disk?.unmount()
  })

  it('uploads are taken, and what the log could not keep is said when it can again', async ({ skip }) => {
    if (!disk || !nats || !world) return skip(WHY_NO_DISK)
    const accepted: Accepted[] = [await submitUntilAccepted(world, newTwin())]
    await disk.fill()
    for (let unannounced = 0; unannounced < 3; ) {
      const answer = await submit(world, newTwin())
      expect([201, 202]).toContain(answer.status)
      accepted.push(...(answer.accepted ? [answer.accepted] : []))
      if (answer.status === 202) unannounced += 1
    }
    await disk.makeRoom()
    // A server whose disk was full has given up on streams until it is started again; its keeper does that.
    process.kill(nats.pid() ?? 0, 'SIGKILL')
    await logAnswers(world)
    expect(await checkPromises(world, accepted, { settlingMs: 60_000 })).toEqual([])
    accepted.push(await submitUntilAccepted(world, newTwin()))
    expect(await checkPromises(world, accepted, { settlingMs: 60_000 })).toEqual([])
  })
})
