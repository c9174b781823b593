import { type EpisodeEvent, type LaneName, type Subjects, subjectsOf } from '@soundmill/events'
import { exampleOf, newScene, type Scene } from '@soundmill/events/examples'
import { uniqueNamespace } from '@soundmill/test-support'
import { connect, type NatsConnection } from 'nats'
import { onTestFinished } from 'vitest'
import type { EventLog, Place, Recorded, Worker, Working } from '../index.ts'
import { openJetStreamLog } from '../jetstream/index.ts'
import { SHORTEST_ACK_WAIT_MS } from '../topology/consumers.ts'
import { ensureTopology, type TopologyOptions } from '../topology/index.ts'

/** A NATS server with JetStream that the suite may kill. */
export type ContractServer = {
  url: string
  /** Ends it without warning; its files stay. */
  kill(): Promise<void>
  /** Starts it again, at the same address. */
  restart(): Promise<void>
}

/** As short as it may be, so that a lease can lapse within a test. */
export const ACK_WAIT_MS = SHORTEST_ACK_WAIT_MS

export const quiet = { info() {}, warn() {} }

/** A namespace of its own with its stream and consumers, and ways to look at it and to tamper with it. */
export type Bench = {
  server: ContractServer
  namespace: string
  subjects: Subjects
  /** The connection of somebody who is not us. */
  outsider: NatsConnection
  open(url?: string): EventLog
  topology(options?: Partial<TopologyOptions>): Promise<string[]>
}

export async function setUp(server: ContractServer, options: Partial<TopologyOptions> = {}): Promise<Bench> {
  const namespace = uniqueNamespace()
  const subjects = subjectsOf(namespace)
  const outsider = await connect({ servers: server.url, maxReconnectAttempts: -1, reconnectTimeWait: 100 })
  onTestFinished(() => outsider.close())
  const topology = (more: Partial<TopologyOptions> = {}) =>
    ensureTopology({
      url: server.url,
      namespace,
      ackWaitMs: ACK_WAIT_MS,
      maxBytes: 32 * 1024 ** 2,
      ...options,
      ...more,
    })
  await topology()
  onTestFinished(async () => {
    const jsm = await outsider.jetstreamManager({ checkAPI: false })
    await jsm.streams.delete(subjects.stream).catch(() => undefined)
  })
  return {
    server,
    namespace,
    subjects,
    outsider,
    topology,
    open(url = server.url) {
      const log = openJetStreamLog({ url, namespace, log: quiet })
      onTestFinished(() => log.close())
      return log
    },
  }
}

/** Everything in the log after a place, in order. */
export async function everything(log: EventLog, after?: Place): Promise<Recorded[]> {
  const seen: Recorded[] = []
  const following = await log.follow({ after }, async (recorded) => {
    seen.push(recorded)
  })
  await following.caughtUp
  await following.stop()
  return seen
}

export const idsOf = (recorded: Recorded[]): string[] => recorded.map(({ event }) => event.id)

/** Appends a `submitted` for each of so many new jobs. */
export async function submitJobs(log: EventLog, count: number, lane: LaneName = 'normal'): Promise<Scene[]> {
  const scenes = Array.from({ length: count }, () => newScene())
  for (const scene of scenes) {
    const submitted = exampleOf('submitted', scene)
    await log.append({ ...submitted, data: { ...submitted.data, lane } })
  }
  return scenes
}

/** The jobs of a lane that wait or are in hand, as the server counts them. */
export async function unsettled(log: EventLog, lane: LaneName): Promise<number> {
  const { waiting, inHand } = await log.lanes.depth(lane)
  return waiting + inHand
}

/** A worker of which a test says only what matters to it. */
export const workerThat = (handle: Worker['handle'], unreadable?: Worker['unreadable']): Worker => ({
  handle,
  unreadable: unreadable ?? (async () => 'done'),
})

export const placeOf = ({ event, sequence, position }: Recorded<EpisodeEvent>): Place => ({
  epoch: position.split('-')[0] ?? '',
  sequence,
  id: event.id,
})

/** A worker that ends with the test. */
export async function start(log: EventLog, worker: Worker, concurrency = 1): Promise<Working> {
  const working = await log.work({ lanes: ['urgent', 'normal'], concurrency }, worker)
  onTestFinished(() => working.stop(0))
  return working
}
