import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { BlobStore } from '@soundmill/blob-store'
import type { EventLog } from '@soundmill/event-log'
import { type Subjects, subjectsOf } from '@soundmill/events'
import { freePort, uniqueNamespace } from '@soundmill/test-support'
import { type MainProcess, mainProcess, runMain } from '../journey/stacks/main-process.ts'
import { type Behind, openBehind } from './behind.ts'
import { type Lines, openLines } from './lines.ts'
import { sharedServers, type WorldServers } from './servers.ts'

export type WorldOptions = {
  /** Replicas of ingest, all behind the same lines. Default 1; with 0 there is one that was not started. */
  ingests?: number
  /** Whether a processor works; default yes. */
  processor?: boolean
  /** For every process, the topology step included; stronger than what the world says itself. */
  environment?: Record<string, string>
  /** Instead of the shared ones: a world that fills a disk or kills a server needs its own. */
  servers?: Partial<WorldServers>
}

/**
 * Real processes over real servers, each line between them ready to go bad, and a way round the lines to see what
 * is true. A world has a namespace, a bucket and a scratch directory of its own.
 */
export type FaultWorld = {
  namespace: string
  subjects: Subjects
  /** One, or as many as were asked for; at an address each that stays when it is started again. */
  ingests: MainProcess[]
  /** The first ingest, for the many worlds that have one. */
  ingest: MainProcess
  /** Never started in a world without. */
  processor: MainProcess
  /** Between the ingests and the servers. */
  lines: Lines
  /** Between the processor and the servers. */
  workLines: Lines
  /** The store and the log as they are, past every line. */
  behind: Behind
  blobs: BlobStore
  events: EventLog
  /** Where the processor keeps its scratch directories; names every ffmpeg it runs. */
  scratchDir: string
  close(): Promise<void>
}

/** Leases, grace and rounds are short, so that what was killed is missed soon. */
const IMPATIENCE = { NATS_ACK_WAIT_MS: '3000', GRACE_MS: '500', RECONCILE_EVERY_MS: '500' }

/** Opened in `beforeAll` it must be closed in `afterAll`. */
export async function openFaultWorld(options: WorldOptions = {}): Promise<FaultWorld> {
  const { ingests: replicas = 1, processor: works = true, environment: own = {} } = options
  const servers = { ...sharedServers(), ...options.servers }
  const namespace = uniqueNamespace()
  const scratchDir = await mkdtemp(join(tmpdir(), 'soundmill-faults-'))
  const [lines, workLines] = [await openLines(servers), await openLines(servers)]
  const environment = {
    SOUNDMILL_NAMESPACE: namespace,
    NATS_STREAM_MAX_BYTES: String(64 * 1024 ** 2),
    S3_BUCKET: namespace,
    S3_ACCESS_KEY: servers.s3.accessKey,
    S3_SECRET_KEY: servers.s3.secretKey,
    PROCESSOR_SCRATCH_DIR: scratchDir,
    ...IMPATIENCE,
    ...own,
  }
  const straight = { NATS_URL: servers.natsUrl, S3_ENDPOINT: servers.s3.endpoint }
  await runMain('topology', { ...environment, ...straight })

  const start = async (service: string, { nats, s3 }: Lines): Promise<MainProcess> =>
    mainProcess(
      service,
      { NATS_URL: nats.url('nats'), S3_ENDPOINT: s3.url, ...environment },
      await freePort(),
    )
  const ingest = await start('ingest', lines)
  const others = await Promise.all(
    Array.from({ length: Math.max(0, replicas - 1) }, () => start('ingest', lines)),
  )
  const ingests = [ingest, ...others]
  const processor = await start('processor', workLines)
  await Promise.all(
    [...ingests.slice(0, replicas), ...(works ? [processor] : [])].map((each) => each.start()),
  )
  const behind = openBehind(servers, namespace)

  return {
    namespace,
    subjects: subjectsOf(namespace),
    ingests,
    ingest,
    processor,
    lines,
    workLines,
    behind,
    blobs: behind.blobs,
    events: behind.events,
    scratchDir,
    async close() {
      // The lines first: whoever waits for an answer then stops at once.
      await Promise.all([lines.close(), workLines.close()])
      await Promise.all([...ingests, processor].map((each) => each.kill()))
      // The servers may not be ours to throw away, and some worlds hold gigabytes.
      for (const { key } of await behind.list('')) await behind.blobs.delete(key)
      await behind.close()
      await rm(scratchDir, { recursive: true, force: true, maxRetries: 3 })
    },
  }
}
