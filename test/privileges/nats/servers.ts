import { startNatsServer } from '@soundmill/test-support'
import { authorization, CONF, PASSWORDS } from './conf.ts'

export type Server = { url: string; stop(): Promise<unknown> }

/** The `nats-server` of the PATH, with the users of the file and nothing else of it: 2.9 does not know all it says. */
export const onThePath = (): Promise<Server> => startNatsServer({ config: authorization() })

/** The image of the deployment, with the file as it is. Needs Docker. */
export async function inTheImage(): Promise<Server> {
  const { GenericContainer, Wait } = await import('testcontainers')
  const container = await new GenericContainer(process.env.SOUNDMILL_NATS_IMAGE ?? 'nats:2.14-alpine')
    .withCopyContentToContainer([CONF])
    .withCommand(['--config', CONF.target])
    .withEnvironment(PASSWORDS)
    .withExposedPorts(4222)
    .withWaitStrategy(Wait.forLogMessage(/Server is ready/))
    .start()
  return {
    url: `nats://${container.getHost()}:${container.getMappedPort(4222)}`,
    stop: () => container.stop(),
  }
}
