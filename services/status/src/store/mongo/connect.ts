import { MongoClient } from 'mongodb'
import { createAsking } from './asking.ts'
import { databaseOf } from './env.ts'

/** A dead server must show within seconds, and none of it may make a caller wait for ever. */
const PATIENCE = {
  serverSelectionTimeoutMS: 5_000,
  connectTimeoutMS: 5_000,
  waitQueueTimeoutMS: 5_000,
  socketTimeoutMS: 15_000,
  writeConcern: { w: 'majority', wtimeoutMS: 10_000 },
} as const

/** The database a URL names, asked for the first time when it is needed. Every write waits for a majority. */
export function connectTo({ url, ca }: { url: string; ca?: string | undefined }) {
  const client = new MongoClient(url, {
    appName: 'soundmill-status',
    ignoreUndefined: true,
    ...(ca !== undefined && { tls: true, ca }),
    ...PATIENCE,
  })
  return { db: client.db(databaseOf(url)), ask: createAsking(client), close: () => client.close() }
}
