import { createContainers, dockerAnswers } from './containers.ts'
import type { S3Address } from './servers.ts'

export type Found = {
  natsUrl: string | null
  s3: S3Address | null
  mongoUrl: string | null
  docker: boolean
  /** Stops what was started here, and only that. */
  stop(): Promise<void>
}

/** What a starter hands over: the server's address, and how to stop it. */
export type Started<T> = { address: T; stop(): Promise<unknown> }

type Environment = Record<string, string | undefined>

/**
 * Each server as given by its variable, else in a container where Docker answers, else null and a line on
 * stderr. Containers start in parallel. One that fails to start is reported and missing; the others go on.
 */
export async function findServers(environment: Environment): Promise<Found> {
  const { SOUNDMILL_TEST_NATS_URL, SOUNDMILL_TEST_S3_URL, SOUNDMILL_TEST_MONGO_URL } = environment
  const s3Given = SOUNDMILL_TEST_S3_URL ? parseS3Url(SOUNDMILL_TEST_S3_URL) : undefined
  const allGiven = SOUNDMILL_TEST_NATS_URL && s3Given && SOUNDMILL_TEST_MONGO_URL
  const docker = await dockerAnswers()
  const containers = allGiven || !docker ? undefined : createContainers(environment)

  const stops: Array<() => Promise<unknown>> = []
  async function find<T>(
    name: string,
    given: T | undefined,
    variable: string,
    start?: () => Promise<Started<T>>,
  ) {
    if (given) return given
    try {
      const started = await start?.()
      if (started) {
        stops.push(started.stop)
        return started.address
      }
      missing(name, variable, 'Docker does not answer')
    } catch (error) {
      missing(name, variable, `its container did not start (${String(error)})`)
    }
    return null
  }

  const [natsUrl, s3, mongoUrl] = await Promise.all([
    find('NATS', SOUNDMILL_TEST_NATS_URL, 'SOUNDMILL_TEST_NATS_URL=nats://host:4222', containers?.nats),
    find('S3', s3Given, 'SOUNDMILL_TEST_S3_URL=http://key:secret@host:9000', containers?.s3),
    find(
      'MongoDB',
      SOUNDMILL_TEST_MONGO_URL,
      'SOUNDMILL_TEST_MONGO_URL=mongodb://host:27017',
      containers?.mongo,
    ),
  ])
  return {
    natsUrl,
    s3,
    mongoUrl,
    docker,
    async stop() {
      await Promise.all(stops.map((stop) => stop()))
    },
  }
}

function missing(name: string, variable: string, why: string) {
  process.stderr.write(
    `NO ${name}: ${why}, so tests that need it are skipped. Start Docker, or set ${variable}\n`,
  )
}

/** Reads `http://key:secret@host:port`; throws for anything else. */
export function parseS3Url(text: string): S3Address {
  const { origin, username, password } = new URL(text)
  if (username === '' || password === '') {
    throw new Error('SOUNDMILL_TEST_S3_URL must look like http://key:secret@host:port')
  }
  return {
    endpoint: origin,
    accessKey: decodeURIComponent(username),
    secretKey: decodeURIComponent(password),
  }
}
