import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startNatsServer } from '@soundmill/test-support'
import { authorization, CONF, PASSWORDS } from './conf.ts'

export type Server = {
  url: string
  /** What it refused its users since it started, as it says so in its log, one line each. */
  refusals(): Promise<string[]>
  stop(): Promise<void>
}

const refusalsIn = (log: string): string[] => log.split('\n').filter((line) => /Violation/i.test(line))

/** The `nats-server` of the PATH, with the users of the file and nothing else of it: 2.9 does not know all it says. */
export async function onThePath(): Promise<Server> {
  const dir = await mkdtemp(join(tmpdir(), 'soundmill-log-of-nats-'))
  const log = join(dir, 'nats.log')
  const server = await startNatsServer({ config: `log_file: "${log}"\n${authorization()}` })
  return {
    url: server.url,
    refusals: async () => refusalsIn(await readFile(log, 'utf8')),
    async stop() {
      await server.stop()
      await rm(dir, { recursive: true })
    },
  }
}

/** The image of the deployment, with the file as it is. Needs Docker. */
export async function inTheImage(): Promise<Server> {
  const { GenericContainer, Wait } = await import('testcontainers')
  let log = ''
  const container = await new GenericContainer(process.env.SOUNDMILL_NATS_IMAGE ?? 'nats:2.14-alpine')
    .withCopyContentToContainer([CONF])
    .withCommand(['--config', CONF.target])
    .withEnvironment(PASSWORDS)
    .withExposedPorts(4222)
    .withLogConsumer((stream) => {
      stream.on('data', (text) => {
        log += text
      })
    })
    .withWaitStrategy(Wait.forLogMessage(/Server is ready/))
    .start()
  return {
    url: `nats://${container.getHost()}:${container.getMappedPort(4222)}`,
    refusals: async () => refusalsIn(log),
    async stop() {
      await container.stop()
    },
  }
}
