import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort, type Started, startMongoContainer } from '@soundmill/test-support'
import { NAMESPACE, startLog } from '../shared/log.ts'
import { startServer } from '../upload/server-process.ts'
import { type LagCost, measureLag } from './lag.ts'
import { type ListCost, measureLists } from './lists.ts'
import { measureRebuild, type RebuildCost } from './rebuild.ts'
import { fillLog } from './rebuild-log.ts'
import { measureSse, type SseCost } from './sse.ts'

export type CourseOptions = {
  only: string[]
  episodes: number
  /** How often each list is asked for. */
  times: number
  perSecond: number
  seconds: number
  clients: number
  ssePerSecond: number
}

/** What of it was asked for. */
export type Course = {
  episodes: number
  facts: number
  appendedPerSecond: number
  rebuild: RebuildCost
  lists?: ListCost[]
  lag?: LagCost
  sse?: SseCost
}

/**
 * A real log with so many episodes, a view of them that `npm run rebuild-view` makes, and a status process over it,
 * asked over HTTP. The log and the rebuild come first whatever is asked for: the rest needs them.
 */
export async function runCourse(options: CourseOptions, say: (line: string) => void, signal: AbortSignal) {
  const opened: { stop(): Promise<unknown> }[] = []
  try {
    const dir = await mkdtemp(join(tmpdir(), 'soundmill-bench-'))
    opened.push({ stop: () => rm(dir, { recursive: true, force: true }) })
    const mongo = await findMongo()
    opened.push(mongo)
    const log = await startLog(join(dir, 'nats'))
    opened.push(log)
    const environment = {
      NATS_URL: log.address,
      SOUNDMILL_NAMESPACE: NAMESPACE,
      MONGO_URL: mongo.address,
      // Nobody asks for bytes here.
      S3_ENDPOINT: 'http://127.0.0.1:1',
      S3_ACCESS_KEY: 'none',
      S3_SECRET_KEY: 'none',
    }
    say(`appending the stories of ${options.episodes} episodes`)
    const began = performance.now()
    const facts = await fillLog(log.address, options.episodes, signal)
    const appendedPerSecond = facts / ((performance.now() - began) / 1000)
    say(`rebuilding the view of ${facts} facts`)
    const rebuild = await measureRebuild(environment, signal)
    const course: Course = { episodes: options.episodes, facts, appendedPerSecond, rebuild }
    const status = await startStatus(dir, environment, signal)
    opened.push(status)
    if (options.only.includes('lists')) {
      say(`asking for lists, each ${options.times} times`)
      course.lists = await measureLists(status.url, options.times, signal)
    }
    if (options.only.includes('lag')) {
      const { perSecond, seconds } = options
      say(`appending ${perSecond} facts/s for ${seconds} s`)
      course.lag = await measureLag({ url: status.url, natsUrl: log.address, perSecond, seconds, signal })
    }
    if (options.only.includes('sse')) {
      const { clients, ssePerSecond: perSecond, seconds } = options
      say(`opening ${clients} streams of events, and appending ${perSecond} facts/s for ${seconds} s`)
      const asked = { clients, perSecond, seconds, signal }
      course.sse = await measureSse({ url: status.url, natsUrl: log.address, ...asked })
    }
    return course
  } finally {
    for (const { stop } of opened.toReversed()) await stop()
  }
}

/** Ready when it has caught up: until then its lists are not whole. */
async function startStatus(dir: string, environment: Record<string, string>, signal: AbortSignal) {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const own = join(dir, 'status')
  await mkdir(own)
  const server = await startServer({
    dir: own,
    words: [process.execPath, '--import', 'tsx', 'services/status/src/main.ts'],
    environment: { ...environment, PORT: String(port), LOG_LEVEL: 'warn' },
    probe: `${url}/readyz`,
    signal,
  })
  return { url, stop: server.stop }
}

/** The MongoDB that `SOUNDMILL_TEST_MONGO_URL` names, with a database of our own there, else one in a container. */
async function findMongo(): Promise<Started<string>> {
  const given = process.env.SOUNDMILL_TEST_MONGO_URL
  const { MongoClient } = await import('mongodb')
  const server = given ? { address: given, stop: async () => {} } : await startMongo()
  const url = new URL(server.address)
  url.pathname = `/bench_${Date.now().toString(36)}`
  return {
    address: url.href,
    async stop() {
      const client = await MongoClient.connect(url.href)
      await client.db().dropDatabase()
      await client.close()
      await server.stop()
    },
  }
}

async function startMongo(): Promise<{ address: string; stop(): Promise<unknown> }> {
  try {
    return await startMongoContainer()
  } catch (cause) {
    const message = 'MongoDB is needed: start Docker, or set SOUNDMILL_TEST_MONGO_URL=mongodb://host:port'
    throw new Error(message, { cause })
  }
}
