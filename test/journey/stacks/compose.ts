import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { freePort, until } from '@soundmill/test-support'
import { IMPATIENCE, type Stack } from './stack.ts'

const ROOT = fileURLToPath(new URL('../../../', import.meta.url))
const run = promisify(execFile)

/** Whoever may drop a database: status may not. */
const MONGO_ADMIN = 'mongodb://admin:admin-example@127.0.0.1/soundmill?authSource=admin'

/** What is started beside the system, and where its ports are published. */
export type Beside = { services: string[]; environment: Record<string, string> }

/** The compose file as it is in the project, under a name and on ports of its own. */
export async function startCompose(beside?: Beside): Promise<Stack> {
  const project = `soundmill-journey-${randomBytes(4).toString('hex')}`
  const port = await freePort()
  const env = {
    ...process.env,
    SOUNDMILL_PORT: String(port),
    SOUNDMILL_NATS_PORT: String(await freePort()),
    ...IMPATIENCE,
    ...beside?.environment,
  }
  const compose = async (...args: string[]) => {
    const { stdout } = await run('docker', ['compose', '--project-name', project, ...args], {
      cwd: ROOT,
      env,
      maxBuffer: 64 * 1024 ** 2,
    })
    return stdout.trim()
  }
  const close = async () => {
    await compose('--profile', '*', 'down', '--volumes', '--timeout', '5')
  }
  try {
    await compose('up', '--build', '--wait', ...(beside ? ['gateway', ...beside.services] : []))
  } catch (err) {
    const logs = await compose('logs', '--tail', '20').catch(String)
    await close()
    throw new Error(`docker compose up failed\n${logs}`, { cause: err })
  }

  const url = `http://127.0.0.1:${port}`
  const exitCode = async (part: string) => {
    const id = await compose('ps', '--all', '--quiet', part)
    const { stdout } = await run('docker', [
      'inspect',
      '--format',
      '{{.State.Running}} {{.State.ExitCode}}',
      id,
    ])
    const [running, code] = stdout.trim().split(' ')
    return running === 'true' ? undefined : { code: Number(code) }
  }
  const start = async (part: string) => {
    await compose('up', '--detach', '--no-deps', '--no-recreate', '--wait', part)
  }

  return {
    commands: url,
    queries: url,
    async kill(part) {
      await compose('kill', '--signal', 'SIGKILL', part)
      await until(() => exitCode(part), { what: `${part} to be gone` })
    },
    async terminate(part) {
      await compose('stop', part)
      return (await exitCode(part))?.code ?? null
    },
    start,
    async forgetView() {
      await compose('stop', 'status')
      await compose('exec', '-T', 'mongo', 'mongosh', '--quiet', MONGO_ADMIN, '--eval', 'db.dropDatabase()')
      await start('status')
    },
    residentBytes: async () => undefined,
    close,
  }
}
