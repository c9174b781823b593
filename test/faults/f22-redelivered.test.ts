import { until } from '@soundmill/test-support'
import { connect, type JetStreamManager } from 'nats'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkPromises } from './checker.ts'
import { type Accepted, newKey, submitUntilAccepted } from './client.ts'
import { small } from './recording.ts'
import { sharedServers, viewIsMissing } from './servers.ts'
import { outcomeOf } from './workers.ts'
import { type FaultWorld, openFaultWorld } from './world.ts'

const DURABLE = 'work-normal'
const JOBS = 6
/** Deliveries that a stranger hands back at once, while the jobs are worked on. */
const HANDED_BACK = 200

describe.skipIf(viewIsMissing)('F22: jobs are delivered again and again', () => {
  let world: FaultWorld
  let accepted: Accepted[]
  beforeAll(async () => {
    world = await openFaultWorld({ processors: 2, status: true, environment: { PROCESSOR_CONCURRENCY: '2' } })
    const submission = () => ({ recording: small(), key: newKey() })
    accepted = await Promise.all(Array.from({ length: JOBS }, () => submitUntilAccepted(world, submission())))
  })
  afterAll(() => world?.close())

  const outcomes = async () => {
    for (const job of accepted) expect(await outcomeOf(world, job)).toMatchObject({ outcome: 'succeeded' })
    expect(await checkPromises(world, accepted)).toEqual([])
    return (await world.behind.factsOf('started')).length
  }

  it('by a stranger who takes them and hands them back: each has one outcome', async () => {
    const connection = await connect({ servers: sharedServers().natsUrl })
    const js = connection.jetstream({ checkAPI: false })
    for (let taken = 0; taken < HANDED_BACK; taken++) {
      const message = await js.pull(world.subjects.stream, DURABLE).catch(() => undefined)
      message?.nak()
      if (!message && (await areFinished())) break
    }
    await connection.close()
    expect(await outcomes()).toBe(JOBS)
  })

  it('all at once, for the queue was lost and is made anew: those that are done are left alone', async () => {
    const connection = await connect({ servers: sharedServers().natsUrl })
    const jsm = await connection.jetstreamManager({ checkAPI: false })
    await jsm.consumers.delete(world.subjects.stream, DURABLE)
    await world.topology()
    const later = await submitUntilAccepted(world, { recording: small(), key: newKey() })
    accepted.push(later)
    await until(() => isDealtOut(jsm), { what: 'every job to be delivered and settled', timeoutMs: 60_000 })
    await connection.close()
    expect(await outcomes()).toBe(JOBS + 1)
  })

  const areFinished = async () => (await world.behind.factsOf('finished')).length === accepted.length

  async function isDealtOut(jsm: JetStreamManager): Promise<boolean> {
    const { num_pending, num_ack_pending } = await jsm.consumers.info(world.subjects.stream, DURABLE)
    return num_pending === 0 && num_ack_pending === 0
  }
})
