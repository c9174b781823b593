import type { BlobHead, BlobStore } from '@soundmill/blob-store'
import { openS3Blobs } from '@soundmill/blob-store/s3'
import type { EventLog, Recorded } from '@soundmill/event-log'
import { openJetStreamLog } from '@soundmill/event-log/jetstream'
import { type EpisodeEvent, type EventOf, type Fact, subjectsOf } from '@soundmill/events'
import { Client } from 'minio'
import { BALLAST } from './fill-log.ts'
import type { WorldServers } from './servers.ts'

/** The store and the log as they are, past every line. */
export type Behind = {
  blobs: BlobStore
  events: EventLog
  list(prefix: string): Promise<BlobHead[]>
  /** Everything in the log that can be read, in its order, but for the ballast of tests that fill it. */
  history(): Promise<Recorded[]>
  /** Everything of one fact that stands in the log, oldest first; of one job, or of all. */
  factsOf<F extends Fact>(fact: F, where?: { episode?: string; job?: string }): Promise<EventOf<F>[]>
  /** Keys of the multipart uploads that were begun and neither completed nor aborted. */
  incompleteUploads(): Promise<string[]>
  /** Begins one that nobody will end. */
  beginUpload(key: string): Promise<void>
  close(): Promise<void>
}

export function openBehind({ natsUrl, natsAccount, s3 }: WorldServers, namespace: string): Behind {
  const region = 'us-east-1'
  const blobs = openS3Blobs({ ...s3, bucket: namespace, region })
  const events = openJetStreamLog({ url: natsUrl, ...natsAccount, namespace, log: { info() {}, warn() {} } })
  const subjects = subjectsOf(namespace)
  const { hostname, port, protocol } = new URL(s3.endpoint)
  const client = new Client({
    endPoint: hostname,
    ...(port !== '' && { port: Number(port) }),
    useSSL: protocol === 'https:',
    accessKey: s3.accessKey,
    secretKey: s3.secretKey,
    region,
  })

  async function history(): Promise<Recorded[]> {
    const found: Recorded[] = []
    const following = await events.follow({ after: undefined }, async (recorded) => {
      if (recorded.event.show !== BALLAST) found.push(recorded)
    })
    await following.caughtUp
    await following.stop()
    return found
  }

  return {
    blobs,
    events,
    list: async (prefix) => {
      const found: BlobHead[] = []
      for await (const head of blobs.list(prefix)) found.push(head)
      return found
    },
    history,
    async factsOf(fact, where) {
      // Of one job they are few, and asked for one by one; of all of them some may not be readable.
      if (!where) return (await history()).map(({ event }) => event).filter(isThe(fact))
      const found = []
      for (let after = 0; ; ) {
        const next = await events.first(subjects.pattern(fact, where), { after })
        if (!next) return found
        if (isThe(fact)(next.event)) found.push(next.event)
        after = next.sequence
      }
    },
    async incompleteUploads() {
      const keys: string[] = []
      let [key, upload] = ['', '']
      for (;;) {
        const page = await client.listIncompleteUploadsQuery(namespace, '', key, upload, '')
        keys.push(...page.uploads.map((each) => each.key))
        if (!page.isTruncated) return keys
        ;[key, upload] = [page.nextKeyMarker, page.nextUploadIdMarker]
      }
    },
    async beginUpload(key) {
      await client.initiateNewMultipartUpload(namespace, key, {})
    },
    async close() {
      await Promise.all([blobs.close(), events.close()])
    },
  }
}

const isThe =
  <F extends Fact>(fact: F) =>
  (event: EpisodeEvent): event is EventOf<F> =>
    event.fact === fact
