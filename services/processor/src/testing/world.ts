import { createHash, randomUUID } from 'node:crypto'
import { createAudioEngine } from '@soundmill/audio'
import type { BlobStore } from '@soundmill/blob-store'
import { openFsBlobs } from '@soundmill/blob-store/fs'
import type { EventLog, Recorded } from '@soundmill/event-log'
import { openJetStreamLog } from '@soundmill/event-log/jetstream'
import { ensureTopology } from '@soundmill/event-log/topology'
import {
  type EpisodeEvent,
  type EventOf,
  type Fact,
  type Finished,
  isJobEvent,
  type Submitted,
  subjectsOf,
} from '@soundmill/events'
import { exampleOf, newScene } from '@soundmill/events/examples'
import { scratch, uniqueNamespace, until } from '@soundmill/test-support'
import { connect } from 'nats'
import { onTestFinished } from 'vitest'
import { createProcessor, type ProcessorOptions } from '../processor.ts'

/** As short as it may be, so that a lost lease is noticed within a test. */
const ACK_WAIT_MS = 3_000

const quiet = { debug() {}, info() {}, warn() {}, child: () => quiet }

export type World = Awaited<ReturnType<typeof createWorld>>

/** A log of its own on a real nats-server, a store, and what it takes to submit, to work and to look. */
export async function createWorld(natsUrl: string, blobs?: BlobStore) {
  const namespace = uniqueNamespace()
  const subjects = subjectsOf(namespace)
  await ensureTopology({ url: natsUrl, namespace, ackWaitMs: ACK_WAIT_MS, maxBytes: 16 * 1024 ** 2 })
  const events = openJetStreamLog({ url: natsUrl, namespace, log: quiet })
  onTestFinished(() => events.close())
  const { dir } = await scratch()
  const store = blobs ?? (await openFsBlobs({ dir: `${dir}/blobs` }))

  return {
    events,
    subjects,
    blobs: store,
    scratchDir: `${dir}/scratch`,
    submit: async (audio: Uint8Array, change: Partial<Submitted['data']> = {}) => {
      const event = await submittedOf(store, audio, change)
      await events.append(event)
      return event
    },
    /** A processor as a process of its own would have it; ended with the test. */
    async work(options: Partial<ProcessorOptions> = {}) {
      const log = openJetStreamLog({ url: natsUrl, namespace, log: quiet })
      const own = { events: log, subjects, blobs: store, log: quiet, audio: createAudioEngine() }
      const processor = createProcessor({
        ...own,
        scratchDir: `${dir}/scratch`,
        scratchMaxBytes: 1024 ** 3,
        worker: 'test',
        concurrency: 1,
        ...options,
      })
      await processor.start?.()
      const stop = async (graceMs = 0) => {
        await processor.stop?.(graceMs)
        await log.close()
      }
      onTestFinished(() => stop())
      return { processor, stop }
    },
    /** The same log, over another line. */
    openLog: (url: string) => openJetStreamLog({ url, namespace, log: quiet }),
    /** Jobs that wait or are in hand, as the server counts them. */
    async waitingJobs() {
      const nc = await connect({ servers: natsUrl })
      const jsm = await nc.jetstreamManager({ checkAPI: false })
      const { num_pending, num_ack_pending } = await jsm.consumers.info(subjects.stream, 'work-normal')
      await nc.close()
      return num_pending + num_ack_pending
    },
    facts: (job: string) => factsOf(events, job),
    finished: (job: string) => waitForFact(events, job, 'finished'),
    fact: <F extends Fact>(job: string, fact: F) => waitForFact(events, job, fact),
    async keys(prefix: string) {
      const keys: string[] = []
      for await (const { key } of store.list(prefix)) keys.push(key)
      return keys.sort()
    },
  }
}

async function submittedOf(
  blobs: BlobStore,
  audio: Uint8Array,
  change: Partial<Submitted['data']>,
): Promise<Submitted> {
  const example = exampleOf('submitted', newScene())
  const blob = `source/${example.episode}/${randomUUID()}`
  await blobs.put(blob, oneChunk(audio))
  const sha256 = createHash('sha256').update(audio).digest('hex')
  const source = { blob, bytes: audio.length, sha256, filename: 'a.wav', mediaType: 'audio/wav' }
  return { ...example, data: { ...example.data, sources: [source], cover: undefined, ...change } }
}

async function* oneChunk(bytes: Uint8Array) {
  yield bytes
}

async function factsOf(events: EventLog, job: string): Promise<EpisodeEvent[]> {
  const seen: Recorded[] = []
  const following = await events.follow({ after: undefined }, async (recorded) => {
    seen.push(recorded)
  })
  await following.caughtUp
  await following.stop()
  return seen.map(({ event }) => event).filter((event) => isJobEvent(event) && event.job === job)
}

async function waitForFact<F extends Fact>(events: EventLog, job: string, fact: F): Promise<EventOf<F>> {
  const isIt = (event: EpisodeEvent): event is EventOf<F> => event.fact === fact
  const found = async () => (await factsOf(events, job)).find(isIt)
  return until(found, { what: `${fact} of the job`, timeoutMs: 40_000 })
}

export const canceled: Finished['data'] = { outcome: 'canceled', code: 'canceled', reason: 'by a client' }
