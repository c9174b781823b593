import { createHash } from 'node:crypto'
import type { BlobStore } from '@soundmill/blob-store'
import { openFsBlobs } from '@soundmill/blob-store/fs'
import type { EventLog, Recorded } from '@soundmill/event-log'
import { openJetStreamLog } from '@soundmill/event-log/jetstream'
import { ensureTopology } from '@soundmill/event-log/topology'
import type { EpisodeEvent } from '@soundmill/events'
import { createHttp, type Registry, type Service } from '@soundmill/runtime'
import { scratch, uniqueNamespace, until } from '@soundmill/test-support'
import type { FastifyInstance } from 'fastify'
import { onTestFinished } from 'vitest'
import { createStatus } from '../status.ts'
import type { StatusStore } from '../store/index.ts'
import { openMemoryStore } from '../store/memory.ts'

const silent = { info: () => {}, warn: () => {} }

/** A log of its own on a NATS server, and bytes in a directory: what a status service is given. For tests. */
export type Surroundings = { namespace: string; events: EventLog; blobs: BlobStore }

/** Makes them; they are closed when the test ends. */
export async function surroundings(natsUrl: string): Promise<Surroundings> {
  const namespace = uniqueNamespace()
  await ensureTopology({ url: natsUrl, namespace, maxBytes: 64 * 1024 * 1024 })
  const events = openJetStreamLog({ url: natsUrl, namespace, log: silent })
  const blobs = await openFsBlobs({ dir: (await scratch()).dir })
  onTestFinished(async () => {
    await events.close()
    await blobs.close()
  })
  return { namespace, events, blobs }
}

/** A service that answers, in a process of its own as far as it can tell. */
export type Running = { url: string; service: Service; http: FastifyInstance; stop(): Promise<void> }

type Options = { store?: StatusStore; heartbeatMs?: number; maxStreams?: number; metrics?: Registry }

/** Starts a status service and waits until it has caught up. Stopped when the test ends. */
export async function runStatus(around: Surroundings, options: Options = {}): Promise<Running> {
  const running = await startStatus(around, options)
  await until(() => running.service.waitingFor?.() === undefined, { what: 'the view to catch up' })
  return running
}

/** Starts a status service without waiting for anything. */
export async function startStatus(around: Surroundings, options: Options = {}): Promise<Running> {
  const service = createStatus({ store: openMemoryStore(), ...options, ...around })
  const http = await createHttp([service], options.metrics ? { metrics: options.metrics } : {})
  await http.listen({ host: '127.0.0.1', port: 0 })
  await service.start?.()
  let stopped: Promise<void> | undefined
  const stop = async () => {
    await service.stop?.(1_000)
    // A connection whose answer was still under way becomes idle a little later, and then would be kept alive.
    const idle = setInterval(() => http.server.closeIdleConnections(), 10)
    // One that follows a request its client broke off is not counted as idle, and would be kept for a minute.
    const rest = setTimeout(() => http.server.closeAllConnections(), 1_000)
    await http.close()
    clearInterval(idle)
    clearTimeout(rest)
  }
  const stopOnce = () => {
    stopped ??= stop()
    return stopped
  }
  onTestFinished(stopOnce)
  return { url: http.listeningOrigin, service, http, stop: stopOnce }
}

/** Says facts one after the other, and returns them as they stand in the log. */
export async function say({ events }: Surroundings, ...facts: EpisodeEvent[]): Promise<Recorded[]> {
  const said: Recorded[] = []
  for (const fact of facts) said.push(await events.append(fact))
  return said
}

/** Waits until the service has seen what was said last. */
export async function seen({ url }: Running, episode: string, said: Recorded[]): Promise<void> {
  const position = said.at(-1)?.position ?? ''
  const answer = await fetch(`${url}/v1/episodes/${episode}?position=${position}`)
  if (!answer.ok && answer.status !== 410) throw new Error(await answer.text())
}

/** Stores bytes, and what a fact says of them. */
export async function store({ blobs }: Surroundings, blob: string, content: Buffer) {
  async function* chunks() {
    yield content
  }
  const { bytes } = await blobs.put(blob, chunks())
  return { blob, bytes, sha256: createHash('sha256').update(content).digest('hex') }
}
