import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort, type S3Address, tcpProxy, uniqueNamespace } from '@soundmill/test-support'
import { MongoClient } from 'mongodb'
import { type MainProcess, mainProcess, runMain } from './main-process.ts'
import { IMPATIENCE, type Part, type Stack } from './stack.ts'

export type Servers = {
  natsUrl: string
  s3: S3Address
  mongoUrl: string
  /** For every process, beside what the servers ask for. */
  environment?: Record<string, string>
}

/**
 * The three services as processes, over real servers shared with other tests: a namespace, a bucket and a
 * database of their own. Where a journey kills NATS or MongoDB, the line to it is cut instead.
 */
export async function startProcesses({ natsUrl, s3, mongoUrl, environment: own }: Servers): Promise<Stack> {
  const namespace = uniqueNamespace()
  const scratch = await mkdtemp(join(tmpdir(), 'soundmill-journey-'))
  const [nats, mongo] = [await tcpProxy(natsUrl), await tcpProxy(mongoUrl)]
  const database = new URL(mongoUrl)
  database.host = `127.0.0.1:${mongo.port}`
  database.pathname = `/${namespace}`
  const environment = {
    NATS_URL: nats.url('nats'),
    SOUNDMILL_NAMESPACE: namespace,
    ...IMPATIENCE,
    NATS_STREAM_MAX_BYTES: String(64 * 1024 ** 2),
    S3_ENDPOINT: s3.endpoint,
    S3_BUCKET: namespace,
    S3_ACCESS_KEY: s3.accessKey,
    S3_SECRET_KEY: s3.secretKey,
    MONGO_URL: database.href,
    PROCESSOR_SCRATCH_DIR: scratch,
    ...own,
  }
  await runMain('topology', environment)
  const services = {
    ingest: mainProcess('ingest', environment, await freePort()),
    processor: mainProcess('processor', environment, await freePort()),
    status: mainProcess('status', environment, await freePort()),
  }
  const all = Object.values(services)
  await Promise.all(all.map((service) => service.start()))
  const lines = { nats, mongo }
  const isLine = (part: Part): part is keyof typeof lines => part in lines
  const service = (part: Part): MainProcess => (isLine(part) ? services.ingest : services[part])

  return {
    commands: services.ingest.url,
    queries: services.status.url,
    kill: async (part) => (isLine(part) ? lines[part].cut() : service(part).kill()),
    terminate: (part) => service(part).terminate(),
    start: async (part) => (isLine(part) ? lines[part].mend() : service(part).start()),
    async forgetView() {
      await services.status.terminate()
      const client = await MongoClient.connect(database.href, { directConnection: true })
      await client.db().dropDatabase()
      await client.close()
      await services.status.start()
    },
    residentBytes: (part) => service(part).residentBytes(),
    async close() {
      await Promise.all(all.map((each) => each.terminate()))
      await Promise.all([nats.close(), mongo.close()])
      await rm(scratch, { recursive: true, force: true, maxRetries: 3 })
    },
  }
}
