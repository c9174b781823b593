import { type TcpProxy, tcpProxy } from '@soundmill/test-support'
import { MongoClient } from 'mongodb'
import type { WorldServers } from './servers.ts'

/** What stands between status and its servers, and the database that it has for itself. */
export type ViewLines = {
  nats: TcpProxy
  mongo: TcpProxy
  /** The way through the line, as `MONGO_URL`. */
  url: string
  /** The way past it. */
  straightUrl: string
  close(): Promise<void>
}

/** A line to nowhere, where there is no MongoDB: nothing may be started on it. */
const NOWHERE = 'mongodb://127.0.0.1:1/'

export async function openViewLines(
  { natsUrl, mongoUrl }: WorldServers,
  database: string,
): Promise<ViewLines> {
  const [nats, mongo] = [await tcpProxy(natsUrl), await tcpProxy(mongoUrl ?? NOWHERE)]
  const straight = new URL(mongoUrl ?? NOWHERE)
  straight.pathname = `/${database}`
  const through = new URL(straight)
  through.host = `127.0.0.1:${mongo.port}`
  return {
    nats,
    mongo,
    url: through.href,
    straightUrl: straight.href,
    async close() {
      await Promise.all([nats.close(), mongo.close()])
    },
  }
}

/** The servers may not be ours to throw away. */
export async function dropDatabase(url: string): Promise<void> {
  const client = await MongoClient.connect(url, { directConnection: true })
  await client.db().dropDatabase()
  await client.close()
}
