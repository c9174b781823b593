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
import { dropDatabase, openViewLines, type ViewLines } from './view-lines.ts'

export type WorldOptions = {
  /** Replicas of ingest, all behind the same lines. Default 1; with 0 there is one that was not started. */
  ingests?: number
  /** How many processors share the work. Default 1; with 0 there is one that was not started. */
  processors?: number
  /** Whether there is a status, with a database of its own; default no. */
  status?: boolean
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
  processors: MainProcess[]
  /** The first processor. Never started in a world without. */
  processor: MainProcess
  /** Never started in a world without; see `isSeen`. */
  status: MainProcess
  /** Whether the world was opened with a status. */
  isSeen: boolean
  /** Between the ingests and the servers. */
  lines: Lines
  /** Between the processors and the servers. */
  workLines: Lines
  /** Between status and its servers. */
  viewLines: ViewLines
  /** The store and the log as they are, past every line. */
  behind: Behind
  blobs: BlobStore
  events: EventLog
  /** Where the processor keeps its scratch directories; names every ffmpeg it runs. */
  scratchDir: string
  /**
   * One more process of this world, by the name of its service or the path of its main file; not started. It gets
   * the lines of its namesakes, ends with the world, and `own` is stronger than what the world says.
   */
  another(service: string, own?: Record<string, string>): Promise<MainProcess>
  /** The step before the services, once more: makes what is missing of stream, consumers and bucket. */
  topology(): Promise<void>
  close(): Promise<void>
}

/** Leases, grace and rounds are short, so that what was killed is missed soon. */
const IMPATIENCE = { NATS_ACK_WAIT_MS: '3000', GRACE_MS: '500', RECONCILE_EVERY_MS: '500' }

/** Opened in `beforeAll` it must be closed in `afterAll`. */
export async function openFaultWorld(options: WorldOptions = {}): Promise<FaultWorld> {
  const { ingests: replicas = 1, processors: workers = 1, status: isSeen = false } = options
  const servers = { ...sharedServers(), ...options.servers }
  const namespace = uniqueNamespace()
  const scratchDir = await mkdtemp(join(tmpdir(), 'soundmill-faults-'))
  const [lines, workLines] = [await openLines(servers), await openLines(servers)]
  const viewLines = await openViewLines(servers, namespace)
  const environment = {
    SOUNDMILL_NAMESPACE: namespace,
    NATS_STREAM_MAX_BYTES: String(64 * 1024 ** 2),
    S3_BUCKET: namespace,
    S3_ACCESS_KEY: servers.s3.accessKey,
    S3_SECRET_KEY: servers.s3.secretKey,
    PROCESSOR_SCRATCH_DIR: scratchDir,
    ...IMPATIENCE,
    ...options.environment,
  }
  const straight = { NATS_URL: servers.natsUrl, S3_ENDPOINT: servers.s3.endpoint }
  const topology = () => runMain('topology', { ...environment, ...straight })
  await topology()

  const ways = { lines, workLines, viewLines, straight }
  const all: MainProcess[] = []
  const another: FaultWorld['another'] = async (service, own) => {
    const made = mainProcess(service, { ...wayOf(service, ways), ...environment, ...own }, await freePort())
    all.push(made)
    return made
  }
  const several = (service: string, count: number) =>
    Promise.all(Array.from({ length: Math.max(1, count) }, () => another(service)))
  const [ingests, processors] = [await several('ingest', replicas), await several('processor', workers)]
  const status = await another('status')
  const works = [...ingests.slice(0, replicas), ...processors.slice(0, workers), ...(isSeen ? [status] : [])]
  await Promise.all(works.map((each) => each.start()))
  const behind = openBehind(servers, namespace)

  return {
    namespace,
    subjects: subjectsOf(namespace),
    ingests,
    ingest: firstOf(ingests),
    processors,
    processor: firstOf(processors),
    status,
    isSeen,
    lines,
    workLines,
    viewLines,
    behind,
    blobs: behind.blobs,
    events: behind.events,
    scratchDir,
    another,
    topology,
    async close() {
      // The lines first: whoever waits for an answer then stops at once.
      await Promise.all([lines, workLines, viewLines].map((each) => each.close()))
      await Promise.all(all.map((each) => each.kill()))
      if (isSeen) await dropDatabase(viewLines.straightUrl)
      // The servers may not be ours to throw away, and some worlds hold gigabytes.
      for (const { key } of await behind.list('')) await behind.blobs.delete(key)
      await behind.close()
      await rm(scratchDir, { recursive: true, force: true, maxRetries: 3 })
    },
  }
}

type Ways = Pick<FaultWorld, 'lines' | 'workLines' | 'viewLines'> & {
  straight: { NATS_URL: string; S3_ENDPOINT: string }
}

/** By which line a service speaks to its servers; who is neither ingest nor status works. */
function wayOf(service: string, { lines, workLines, viewLines, straight }: Ways): Record<string, string> {
  if (service === 'status')
    return { ...straight, NATS_URL: viewLines.nats.url('nats'), MONGO_URL: viewLines.url }
  const { nats, s3 } = service === 'ingest' ? lines : workLines
  return { NATS_URL: nats.url('nats'), S3_ENDPOINT: s3.url }
}

function firstOf(processes: MainProcess[]): MainProcess {
  const [first] = processes
  if (!first) throw new Error('there is always one')
  return first
}
