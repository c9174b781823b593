import { fileURLToPath } from 'node:url'

export type GuardedMongo = {
  /** As the user that `deploy/mongo/status-user.js` makes. */
  url: string
  /** As the administrator, for looking behind. */
  adminUrl: string
  /** Runs the script once more, as by hand; resolves to what it printed. Rejects with that when it fails. */
  makeUsers(environment?: Record<string, string>): Promise<string>
  /** What the server refused since its users were made, as it says so in its log, one line each. */
  refusals(): Promise<string[]>
  stop(): Promise<void>
}

const PASSWORDS = { MONGO_ADMIN_PASSWORD: 'admin-secret', MONGO_STATUS_PASSWORD: 'status-secret' }
const SCRIPTS = fileURLToPath(new URL('../../../deploy/mongo', import.meta.url))

const REFUSED = /not authorized on|requires authentication/

const refusalsIn = (log: string): string[] => log.split('\n').filter((line) => REFUSED.test(line))

/** A MongoDB with access control, whose users were made as in the compose file. Needs Docker. */
export async function startGuardedMongo(): Promise<GuardedMongo> {
  const { GenericContainer, Wait } = await import('testcontainers')
  let log = ''
  const container = await new GenericContainer(process.env.SOUNDMILL_MONGO_IMAGE ?? 'mongo:8')
    .withCommand(['--auth'])
    .withCopyDirectoriesToContainer([{ source: SCRIPTS, target: '/soundmill' }])
    .withExposedPorts(27017)
    .withLogConsumer((stream) => {
      stream.on('data', (text) => {
        log += text
      })
    })
    .withWaitStrategy(Wait.forLogMessage(/Waiting for connections/))
    .start()

  async function makeUsers(environment: Record<string, string> = {}) {
    const command = ['mongosh', '--quiet', 'mongodb://127.0.0.1/admin', '/soundmill/first-users.js']
    const { exitCode, output } = await container.exec(command, { env: { ...PASSWORDS, ...environment } })
    if (exitCode !== 0) throw new Error(output)
    return output
  }
  await makeUsers()
  // A shell asks for this and that before it has logged in.
  const before = log.length

  const url = (account: string, path: string) =>
    `mongodb://${account}@${container.getHost()}:${container.getMappedPort(27017)}/${path}`
  return {
    url: url(`status:${PASSWORDS.MONGO_STATUS_PASSWORD}`, 'soundmill'),
    adminUrl: url(`admin:${PASSWORDS.MONGO_ADMIN_PASSWORD}`, 'admin'),
    makeUsers,
    refusals: async () => refusalsIn(log.slice(before)),
    async stop() {
      await container.stop()
    },
  }
}
