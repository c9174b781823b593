import { connect, DiscardPolicy, type JetStreamManager, nanos } from 'nats'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkPromises } from './checker.ts'
import { type Accepted, newKey, submitUntilAccepted } from './client.ts'
import { atEase, readiness, saidBy } from './readiness.ts'
import { longRecording, small } from './recording.ts'
import { sharedServers, viewIsMissing } from './servers.ts'
import { sweepEverythingOld } from './sweep.ts'
import { holdTool, outcomeOf, signal, startedBy } from './workers.ts'
import { type FaultWorld, openFaultWorld } from './world.ts'

/** A change takes a quarter of a minute to be noticed, by each process for itself. */
const LONG_MS = 600_000

describe.skipIf(viewIsMissing)('F10: the log is changed under the services', () => {
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

  /** Somebody at the console of NATS, who may do everything. */
  async function somebody(does: (jsm: JetStreamManager, stream: string) => Promise<unknown>): Promise<void> {
    const connection = await connect({ servers: sharedServers().natsUrl })
    try {
      await does(await connection.jetstreamManager({ checkAPI: false }), world.subjects.stream)
    } finally {
      await connection.close()
    }
  }

  const everybody = () => [world.ingest, world.processor, world.status]

  async function allWell() {
    for (const each of everybody()) await atEase(each)
    for (const job of accepted) expect(await outcomeOf(world, job)).toMatchObject({ outcome: 'succeeded' })
  }

  it(
    'a queue with another filter, limit and lease: the worker says so, and jobs that it hid are done once it is put right',
    async () => {
      await somebody((jsm, stream) =>
        jsm.consumers.update(stream, 'work-normal', {
          filter_subject: `${world.namespace}.episodes.*.*.*.submitted.nobody`,
          max_deliver: 2,
          ack_wait: nanos(1_000),
        }),
      )
      await submitted()
      await saidBy(
        world.processor,
        /not what it was made .*work-normal: .*filter_subject.*max_deliver.*run the topology step/,
      )
      expect(await readiness(world.processor)).toMatchObject({ ready: true })
      expect(await readiness(world.ingest)).toMatchObject({ ready: true, troubles: [] })
      await world.topology()
      await allWell()
    },
    LONG_MS,
  )

  it(
    'a queue is deleted while one job is in hand and one waits: both are done once there is a queue',
    async () => {
      const [inHand] = [await submitted(longRecording())]
      const tool = await holdTool(world)
      await startedBy(world, inHand)
      await somebody((jsm, stream) => jsm.consumers.delete(stream, 'work-normal'))
      await submitted()
      await saidBy(world.processor, /a queue of the log is missing in NATS: run the topology step/)
      await world.topology()
      signal(tool.pid, 'SIGCONT')
      await allWell()
    },
    LONG_MS,
  )

  it(
    'a stream that would drop what is old: everybody says so, nothing is dropped, and it is put right',
    async () => {
      await somebody((jsm, stream) =>
        jsm.streams.update(stream, { discard: DiscardPolicy.Old, max_age: nanos(3_600_000) }),
      )
      for (const each of everybody())
        await saidBy(each, /not what it was made .*discard .*old.* → .*new.*max_age.*run the topology step/)
      await submitted()
      await world.topology()
      await allWell()
    },
    LONG_MS,
  )

  it(
    'a stream that does not take every subject: jobs are announced once it does',
    async () => {
      const [first = ''] = world.subjects.stored
      await somebody((jsm, stream) =>
        jsm.streams.update(stream, { subjects: [`${first.replace('.>', '')}.none.>`] }),
      )
      expect(await submitted()).toMatchObject({ announced: false })
      for (const each of everybody())
        await saidBy(each, /not what it was made .*subjects.*run the topology step/)
      await world.topology()
      await allWell()
    },
    LONG_MS,
  )

  it(
    'the stream is deleted: everybody says so, and made anew it is told what was promised',
    async () => {
      await somebody((jsm, stream) => jsm.streams.delete(stream))
      expect(await submitted()).toMatchObject({ announced: false })
      for (const each of everybody()) await saidBy(each, /the log is missing in NATS: run the topology step/)
      await world.topology()
      await allWell()
      await sweepEverythingOld(world)
    },
    LONG_MS,
  )

  it('nothing is lost or doubled in all of that', async () => {
    expect(await checkPromises(world, accepted, { workersDied: true, logLost: true })).toEqual([])
  })
})
