import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { until } from './until.ts'

export type NatsConfig = {
  /** Lines for the configuration file, at the top level: users, `max_payload`, … */
  config?: string
  /** Lines for its `jetstream` block: `max_file_store: 1MB`, or `sync_interval: always` (2.10 and newer). */
  jetstream?: string
}

export type NatsChild = {
  pid: number
  port: number
  /** Asks or forces it to end, and waits until it has. */
  end(signal: NodeJS.Signals): Promise<void>
}

/** Enough of what the server wrote to see why it did not start. */
const LAST_WORDS = 2_000

/** Starts the server with its files in `dir`, on `port` or one of its own choice. Resolves when it listens. */
export async function startNatsChild(dir: string, config: NatsConfig, port?: number): Promise<NatsChild> {
  const file = join(dir, 'nats.conf')
  await writeFile(file, configFile(dir, config, port))
  // Debian keeps servers in /usr/sbin, which the PATH of an ordinary user lacks.
  const env = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/usr/local/sbin` }
  const server = spawn('nats-server', ['-c', file], { stdio: ['ignore', 'ignore', 'pipe'], env })
  let words = ''
  server.stderr.setEncoding('utf8').on('data', (text: string) => {
    words = (words + text).slice(-LAST_WORDS)
  })
  await once(server, 'spawn')
  const gone = once(server, 'close')

  const isOver = () => server.exitCode !== null || server.signalCode !== null
  const portsFile = join(dir, `nats-server_${server.pid}.ports`)
  const patience = { what: 'nats-server to listen', timeoutMs: 10_000 }
  const url = await until(async () => isOver() || (await readUrl(portsFile)), patience).catch((error) => {
    server.kill('SIGKILL')
    throw error
  })
  if (url === true) {
    await gone
    throw new Error(`nats-server did not start: ${words}`)
  }
  return {
    pid: server.pid ?? 0,
    port: Number(new URL(url).port),
    async end(signal) {
      server.kill(signal)
      await gone
    },
  }
}

/** With port -1 the server takes a free one, and tells which in the ports file once it listens. */
function configFile(dir: string, { config = '', jetstream = '' }: NatsConfig, port = -1): string {
  return `listen: "127.0.0.1:${port}"
ports_file_dir: "${dir}"
jetstream {
  store_dir: "${dir}"
  ${jetstream}
}
${config}
`
}

async function readUrl(portsFile: string): Promise<string | undefined> {
  return /(nats|tls):\/\/[\d.:]+(?=")/.exec(await readFile(portsFile, 'utf8'))?.[0]
}
