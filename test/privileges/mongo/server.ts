import { fileURLToPath } from 'node:url'

export type GuardedMongo = {
  /** As the user that `deploy/mongo/status-user.js` makes. */
  url: string
  /** As the administrator, for looking behind. */
  adminUrl: string
  /** Runs the script once more, as by hand; resolves to what it printed. Rejects with that when it fails. */
  makeUsers(environment?: Record<string, string>): Promise<string>
  /** What the server refused since it started, one line each. */
  refusals(): Promise<string[]>
  stop(): Promise<void>
}

const PASSWORDS = { MONGO_ADMIN_PASSWORD: 'admin-secret', MONGO_STATUS_PASSWORD: 'status-secret' }
const SCRIPTS = fileURLToPath(new URL('../../../deploy/mongo', import.meta.url))

/** The last thousand lines of the server's own log. */
const LOG = "db.adminCommand({ getLog: 'global' }).log.forEach((line) => print(line))"
const REFUSED = /not authorized on|Unauthorized/

/** A MongoDB with access control, whose users were made as in the compose file. Needs Docker. */
export async function startGuardedMongo(): Promise<GuardedMongo> {
  const { GenericContainer, Wait } = await import('testcontainers')
  const container = await new GenericContainer(process.env.SOUNDMILL_MONGO_IMAGE ?? 'mongo:8')
    .withCommand(['--auth'])
    .withCopyDirectoriesToContainer([{ source: SCRIPTS, target: '/soundmill' }])
    .withExposedPorts(27017)
    .withWaitStrategy(Wait.forLogMessage(/Waiting for connections/))
    .start()

  async function makeUsers(environment: Record<string, string> = {}) {
    const command = ['mongosh', '--quiet', 'mongodb://127.0.0.1/admin', '/soundmill/first-users.js']
    const { exitCode, output } = await container.exec(command, { env: { ...PASSWORDS, ...environment } })
    if (exitCode !== 0) throw new Error(output)
    return output
  }
  await makeUsers()

  const url = (account: string, path: string) =>
    `mongodb://${account}@${container.getHost()}:${container.getMappedPort(27017)}/${path}`
  const admin = `mongodb://admin:${PASSWORDS.MONGO_ADMIN_PASSWORD}@127.0.0.1/admin`
  return {
    url: url(`status:${PASSWORDS.MONGO_STATUS_PASSWORD}`, 'soundmill'),
    adminUrl: url(`admin:${PASSWORDS.MONGO_ADMIN_PASSWORD}`, 'admin'),
    makeUsers,
    async refusals() {
      const { output } = await container.exec(['mongosh', '--quiet', admin, '--eval', LOG])
      return output.split('\n').filter((line) => REFUSED.test(line))
    },
    async stop() {
      await container.stop()
    },
  }
}
