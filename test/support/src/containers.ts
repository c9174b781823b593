import type { Started } from './find-servers.ts'
import { startMongoContainer } from './mongo-container.ts'
import type { S3Address } from './servers.ts'

/** A daemon that is there answers in milliseconds; more than this and a developer without one wonders. */
const DOCKER_ANSWERS_MS = 2_000

/** MinIO, as its community goes on with it. */
export const S3_IMAGE = 'pgsty/silo:RELEASE.2026-09-16T00-00-00Z'

/** Asks in the way testcontainers will: DOCKER_HOST, the usual sockets, its own configuration file. */
export async function dockerAnswers(): Promise<boolean> {
  const { getContainerRuntimeClient } = await import('testcontainers')
  const tooLate = new Promise<false>((resolve) => setTimeout(resolve, DOCKER_ANSWERS_MS, false).unref())
  const answer = getContainerRuntimeClient().then(
    () => true,
    () => false,
  )
  return Promise.race([answer, tooLate])
}

/** Starters for the servers, in the images named by `SOUNDMILL_*_IMAGE` or the public ones. */
export function createContainers(environment: Record<string, string | undefined>) {
  const {
    SOUNDMILL_NATS_IMAGE = 'nats:2.14-alpine',
    SOUNDMILL_S3_IMAGE = S3_IMAGE,
    SOUNDMILL_MONGO_IMAGE,
  } = environment

  return {
    // Not NatsContainer: it insists on a user and a password, and `nats` ignores those of a URL.
    async nats(): Promise<Started<string>> {
      const { GenericContainer, Wait } = await import('testcontainers')
      const container = await new GenericContainer(SOUNDMILL_NATS_IMAGE)
        .withCommand(['--jetstream', '--store_dir', '/tmp/jetstream'])
        .withExposedPorts(4222)
        .withWaitStrategy(Wait.forLogMessage(/Server is ready/))
        .start()
      const address = `nats://${container.getHost()}:${container.getMappedPort(4222)}`
      return { address, stop: () => container.stop() }
    },

    async s3(): Promise<Started<S3Address>> {
      const { MinioContainer } = await import('@testcontainers/minio')
      const container = await new MinioContainer(SOUNDMILL_S3_IMAGE).start()
      const address = {
        endpoint: container.getConnectionUrl(),
        accessKey: container.getUsername(),
        secretKey: container.getPassword(),
      }
      return { address, stop: () => container.stop() }
    },

    mongo: (): Promise<Started<string>> => startMongoContainer(SOUNDMILL_MONGO_IMAGE),
  }
}
