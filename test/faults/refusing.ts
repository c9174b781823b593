import { ensureTopology } from '@soundmill/event-log/topology'
import { startNatsServer, tcpProxy } from '@soundmill/test-support'
import { createMinioAdmin } from '@soundmill/topology/s3-users'
import { MongoClient } from 'mongodb'
import { onTestFinished } from 'vitest'
import { runMain } from '../journey/stacks/main-process.ts'
import { sharedServers } from './servers.ts'
import type { FaultWorld } from './world.ts'

/** What a process says while it is as it is, and what is done about it then. */
export type Step = { says: RegExp; mend(): Promise<unknown> }

/** A process that is started with this environment is in trouble, and after these steps it is not. */
export type Scene = { environment: Record<string, string>; steps: Step[] }

export type Trouble = {
  what: string
  /** Whom it befalls. */
  services: string[]
  /** Who is ready all the same: what it takes in is done when the neighbour is there. */
  readyAllTheSame?: string
  arrange(world: FaultWorld, service: string): Promise<Scene>
}

export const SECRET = 'hunter2-hunter2'
export const WRONG = 'wrong-hunter2-wrong'

const EVERYBODY = ['ingest', 'processor', 'status']

export const TROUBLES: Trouble[] = [
  {
    what: 'NATS refuses its user',
    services: EVERYBODY,
    async arrange({ namespace }) {
      const users = (password: string) =>
        `authorization: { users: [ { user: "me", password: "${password}" } ] }`
      const strict = await startNatsServer({ config: users(WRONG) })
      const { url, port } = strict
      const account = { user: 'me', password: SECRET }
      const mend = async () => {
        await strict.stop()
        await startNatsServer({ config: users(SECRET), port })
        await ensureTopology({ url, namespace, maxBytes: 8 * 1024 ** 2, ...account })
      }
      const environment = { NATS_URL: url, NATS_USER: account.user, NATS_PASSWORD: account.password }
      return { environment, steps: [{ says: /refuses the user: look at NATS_USER and NATS_PASSWORD/, mend }] }
    },
  },
  {
    what: 'there is no log in NATS',
    services: EVERYBODY,
    readyAllTheSame: 'ingest',
    async arrange({ namespace }) {
      const { url } = await startNatsServer()
      const mend = () => ensureTopology({ url, namespace, maxBytes: 8 * 1024 ** 2 })
      const says = /the log is missing in NATS: run the topology step/
      return { environment: { NATS_URL: url }, steps: [{ says, mend }] }
    },
  },
  {
    what: 'nobody is where NATS should be',
    services: EVERYBODY,
    readyAllTheSame: 'ingest',
    async arrange() {
      const { url, mend } = await cutLine(sharedServers().natsUrl)
      return { environment: { NATS_URL: url('nats') }, steps: [{ says: /: look at NATS_URL/, mend }] }
    },
  },
  {
    what: 'the store does not know its name, then its secret, then what it may do',
    services: EVERYBODY,
    async arrange({ namespace }, service) {
      const { s3 } = sharedServers()
      const admin = createMinioAdmin({ ...s3, region: 'us-east-1' })
      const user = `${namespace}-${service}`
      onTestFinished(() => admin.removeUser(user))
      return {
        environment: { S3_ENDPOINT: s3.endpoint, S3_ACCESS_KEY: user, S3_SECRET_KEY: SECRET },
        steps: [
          { says: /InvalidAccessKeyId: look at S3_ACCESS_KEY/, mend: () => admin.putUser(user, WRONG) },
          { says: /SignatureDoesNotMatch: look at S3_SECRET_KEY/, mend: () => admin.putUser(user, SECRET) },
          { says: /AccessDenied: look at S3_ACCESS_KEY/, mend: () => admin.setPolicyOf(user, 'readwrite') },
        ],
      }
    },
  },
  {
    what: 'there is no bucket',
    services: EVERYBODY,
    async arrange({ namespace }, service) {
      const { s3, natsUrl } = sharedServers()
      const S3_BUCKET = `${namespace}-${service}`
      const account = { S3_ENDPOINT: s3.endpoint, S3_ACCESS_KEY: s3.accessKey, S3_SECRET_KEY: s3.secretKey }
      const environment = { ...account, S3_BUCKET }
      const log = {
        NATS_URL: natsUrl,
        SOUNDMILL_NAMESPACE: namespace,
        NATS_STREAM_MAX_BYTES: String(64 * 1024 ** 2),
      }
      const mend = () => runMain('topology', { ...environment, ...log })
      return {
        environment,
        steps: [{ says: /NoSuchBucket: run the topology step, or look at S3_BUCKET/, mend }],
      }
    },
  },
  {
    what: 'nobody is where the store should be',
    services: EVERYBODY,
    readyAllTheSame: 'status',
    async arrange() {
      const { url, mend } = await cutLine(sharedServers().s3.endpoint)
      return { environment: { S3_ENDPOINT: url('http') }, steps: [{ says: /: look at S3_ENDPOINT/, mend }] }
    },
  },
  {
    what: 'MongoDB refuses its user',
    services: ['status'],
    async arrange({ viewLines }) {
      const url = new URL(viewLines.straightUrl)
      url.username = 'me'
      url.password = SECRET
      const mend = async () => {
        const client = await MongoClient.connect(viewLines.straightUrl)
        await client.db().command({ createUser: 'me', pwd: SECRET, roles: ['readWrite'] })
        await client.close()
      }
      const says = /MongoDB refuses the user: look at the user, the password and authSource in MONGO_URL/
      return { environment: { MONGO_URL: url.href }, steps: [{ says, mend }] }
    },
  },
  {
    what: 'nobody is where MongoDB should be',
    services: ['status'],
    async arrange({ viewLines }) {
      const { url, mend } = await cutLine(viewLines.straightUrl)
      const through = new URL(viewLines.straightUrl)
      through.host = new URL(url('http')).host
      return { environment: { MONGO_URL: through.href }, steps: [{ says: /: look at MONGO_URL/, mend }] }
    },
  },
]

/** A line that is cut until it is mended. */
async function cutLine(target: string) {
  const line = await tcpProxy(target)
  line.cut()
  return { url: line.url, mend: async () => line.mend() }
}
