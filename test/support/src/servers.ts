import type { TestProject } from 'vitest/node'
import { type Found, findServers } from './find-servers.ts'

/** A bucketless S3 store and its root account. */
export type S3Address = { endpoint: string; accessKey: string; secretKey: string }

declare module 'vitest' {
  /** What tests get by `inject(…)`; null where there is none, and then they are skipped. */
  export interface ProvidedContext {
    /** NATS with JetStream, no account needed. The same server for everybody: use `uniqueNamespace()`. */
    natsUrl: string | null
    s3: S3Address | null
    /** A MongoDB replica set of one. */
    mongoUrl: string | null
    /** Whether containers can be started here. */
    docker: boolean
  }
}

/** Vitest loads this file once for each project that uses it, all in one process, and they share one start. */
const SHARED = Symbol.for('soundmill.test.servers')
type Shared = { found: Promise<Found>; users: number }
const shared: typeof globalThis & { [SHARED]?: Shared } = globalThis

/** Vitest's `globalSetup`: finds or starts the real servers, and says on stderr what is missing and how to give it. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const ours = shared[SHARED] ?? { found: findServers(process.env), users: 0 }
  shared[SHARED] = ours
  ours.users += 1
  const { natsUrl, s3, mongoUrl, docker, stop } = await ours.found
  project.provide('natsUrl', natsUrl)
  project.provide('s3', s3)
  project.provide('mongoUrl', mongoUrl)
  project.provide('docker', docker)
  return async () => {
    ours.users -= 1
    if (ours.users > 0) return
    shared[SHARED] = undefined
    await stop()
  }
}
