import { LANES, subjectsOf } from '@soundmill/events'
import type { JetStreamManager } from 'nats'
import { z } from 'zod'
import type { NatsOptions } from '../jetstream/connection.ts'
import { connectOnce } from '../jetstream/trouble.ts'
import { ACK_WAIT_MS, MADE_ANEW, SHORTEST_ACK_WAIT_MS, workConsumer } from './consumers.ts'
import { type Drift, driftOf, wordsOf } from './drift.ts'
import { patiently } from './patiently.ts'
import { streamConfig } from './stream-config.ts'

export const TopologyEnv = {
  NATS_STREAM_MAX_BYTES: z.coerce
    .number()
    .int()
    .min(1024 * 1024)
    .default(1024 ** 3)
    .describe('how large the log may grow, in bytes; ingest refuses uploads from 90 % on'),
  NATS_STREAM_REPLICAS: z.coerce
    .number()
    .int()
    .min(1)
    .max(5)
    .default(1)
    .describe('copies of the log in a NATS cluster: 1, 3 or 5'),
  NATS_ACK_WAIT_MS: z.coerce
    .number()
    .int()
    .min(SHORTEST_ACK_WAIT_MS)
    .default(ACK_WAIT_MS)
    .describe('how long a silent worker keeps a job, in milliseconds, before another gets it'),
}

export type TopologyOptions = NatsOptions & {
  namespace?: string
  maxBytes?: number
  replicas?: number
  ackWaitMs?: number
}

type TopologyConfig = z.infer<z.ZodObject<typeof TopologyEnv>>

/** What the environment says, as options of `ensureTopology`. */
export const topologyOptions = (config: TopologyConfig) => ({
  maxBytes: config.NATS_STREAM_MAX_BYTES,
  replicas: config.NATS_STREAM_REPLICAS,
  ackWaitMs: config.NATS_ACK_WAIT_MS,
})

/**
 * Makes the stream and the consumers of the lanes, or brings them to what they should be; running it again
 * changes nothing. Returns what it did, one sentence each. Rejects when the server cannot be reached or
 * refuses: a stream that cannot become what we need must be looked at by somebody.
 */
export async function ensureTopology(options: TopologyOptions): Promise<string[]> {
  const {
    namespace = 'soundmill',
    maxBytes = 1024 ** 3,
    replicas = 1,
    ackWaitMs = ACK_WAIT_MS,
    ...nats
  } = options
  const subjects = subjectsOf(namespace)
  const nc = await connectOnce(nats)
  try {
    const jsm = await nc.jetstreamManager({ checkAPI: false })
    const done = [await ensureStream(jsm, streamConfig(subjects, { maxBytes, replicas }))]
    for (const lane of LANES)
      done.push(await ensureConsumer(jsm, subjects.stream, workConsumer(subjects, lane, ackWaitMs)))
    return done
  } finally {
    await nc.close()
  }
}

async function ensureStream(jsm: JetStreamManager, wanted: ReturnType<typeof streamConfig>): Promise<string> {
  const found = await jsm.streams.info(wanted.name).catch(notFound)
  if (!found) {
    await jsm.streams.add(wanted)
    return `made the stream ${wanted.name}`
  }
  const drift = driftOf(wanted, found.config)
  const update = () => jsm.streams.update(wanted.name, { ...found.config, ...wanted })
  if (drift.length > 0) await update().catch((cause) => cannotBecome(wanted.name, drift, cause))
  return report(`the stream ${wanted.name}`, drift)
}

async function ensureConsumer(
  jsm: JetStreamManager,
  stream: string,
  wanted: ReturnType<typeof workConsumer>,
): Promise<string> {
  const info = () => jsm.consumers.info(stream, wanted.durable_name)
  const found = await patiently(info).catch(notFound)
  if (!found) {
    await jsm.consumers.add(stream, wanted)
    return `made the consumer ${wanted.durable_name}`
  }
  const drift = driftOf(wanted, found.config)
  const what = `the consumer ${wanted.durable_name}`
  if (drift.some(({ name }) => MADE_ANEW.has(name))) {
    await jsm.consumers.delete(stream, wanted.durable_name)
    await jsm.consumers.add(stream, wanted)
    return `${report(what, drift)}; it was made anew, and deals every job again`
  }
  if (drift.length > 0)
    await jsm.consumers.update(stream, wanted.durable_name, { ...found.config, ...wanted })
  return report(what, drift)
}

const report = (what: string, drift: Drift[]): string =>
  drift.length === 0 ? `${what} is as it should be` : `${what} had drifted: ${wordsOf(drift)}`

function cannotBecome(stream: string, drift: Drift[], cause: unknown): never {
  const why = cause instanceof Error ? cause.message : String(cause)
  throw new Error(`the stream ${stream} cannot be put right (${wordsOf(drift)}), NATS says: ${why}`, {
    cause,
  })
}

/** JetStream answers 404 for what is not there. */
function notFound(err: unknown): undefined {
  if (err instanceof Error && 'code' in err && err.code === '404') return undefined
  throw err
}
