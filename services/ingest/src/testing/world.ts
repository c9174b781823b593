import { readdir } from 'node:fs/promises'
import type { BlobStore } from '@soundmill/blob-store'
import { openFsBlobs } from '@soundmill/blob-store/fs'
import type { EventLog } from '@soundmill/event-log'
import { openJetStreamLog } from '@soundmill/event-log/jetstream'
import { ensureTopology } from '@soundmill/event-log/topology'
import { type Subjects, type Submitted, subjectsOf } from '@soundmill/events'
import { createMetrics, silentLog } from '@soundmill/runtime'
import { scratch, uniqueNamespace } from '@soundmill/test-support'
import { onTestFinished } from 'vitest'
import { createIngest, type IngestOptions } from '../index.ts'
import { listen } from './listen.ts'

export type WorldOptions = Pick<IngestOptions, 'limits' | 'now'> & {
  /** Of a running server: the topology is made here. */
  natsUrl: string
  /** The way ingest takes to it, when it is not the straight one. */
  ingestNatsUrl?: string
  /** How large the log may grow; from 90 % on uploads are refused. */
  logBytes?: number
  /** Instead of files in a directory. */
  blobs?: BlobStore
}

export type World = Awaited<ReturnType<typeof openWorld>>

/** A server reserves what a log may grow to, and a test file makes many logs. */
const LOG_BYTES = 8 * 1024 ** 2

/**
 * One ingest on a port of its own, with a log and a store nobody else uses; all of it ends with the test. It
 * is not started: its reconciler rests until the test calls `service.start`.
 */
export async function openWorld({
  natsUrl,
  ingestNatsUrl = natsUrl,
  logBytes = LOG_BYTES,
  ...options
}: WorldOptions) {
  const namespace = uniqueNamespace()
  const subjects = subjectsOf(namespace)
  await ensureTopology({ url: natsUrl, namespace, maxBytes: logBytes })
  const { dir } = await scratch()
  const blobs = options.blobs ?? (await openFsBlobs({ dir }))
  const events = openLog(natsUrl, namespace)

  /** Another replica, with its own connection to the log. */
  async function openIngest(url = ingestNatsUrl) {
    const { now } = options
    const limits = { reconcileEveryMs: 200, ...options.limits }
    const metrics = createMetrics()
    const ours = openLog(url, namespace)
    const parts = { events: ours, blobs, subjects, log: silentLog(), metrics, limits, ...(now && { now }) }
    const service = createIngest(parts)
    const { origin, close } = await listen(service, metrics)
    onTestFinished(async () => {
      await service.stop?.(0)
      await close()
    })
    return { service, origin, metrics }
  }

  const ingest = await openIngest()
  const looking = { submitted: () => submittedIn(events, subjects), ...lookInto(blobs, dir) }
  return { ...ingest, openIngest, namespace, subjects, events, blobs, dir, ...looking }
}

function openLog(url: string, namespace: string): EventLog {
  const events = openJetStreamLog({ url, namespace, log: silentLog() })
  onTestFinished(() => events.close())
  return events
}

/** Every `submitted` in the log, in order. */
async function submittedIn(events: EventLog, subjects: Subjects): Promise<Submitted[]> {
  const found: Submitted[] = []
  for (let after = 0; ; ) {
    const next = await events.first(subjects.pattern('submitted'), { after })
    if (next?.event.fact !== 'submitted') return found
    found.push(next.event)
    after = next.sequence
  }
}

function lookInto(blobs: BlobStore, dir: string) {
  async function keys(prefix: string): Promise<string[]> {
    const found: string[] = []
    for await (const { key } of blobs.list(prefix)) found.push(key)
    return found.sort()
  }
  return {
    sources: () => keys('source/'),
    outbox: () => keys('outbox/'),
    /** Every file of the store, half-written ones included. */
    async filesOnDisk(): Promise<string[]> {
      const found = await readdir(dir, { recursive: true, withFileTypes: true })
      return found.filter((entry) => entry.isFile()).map(({ name }) => name)
    },
  }
}
