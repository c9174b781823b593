import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterTest } from './after-test.ts'
import { type NatsConfig, startNatsChild } from './nats-child.ts'

export type NatsServer = AsyncDisposable & {
  /** `nats://127.0.0.1:<port>`, the same for as long as it lives. */
  url: string
  port: number
  /** Of the child that runs now, or ran last. */
  readonly pid: number
  /** As the server says it: `2.9.10`. */
  version: string
  /** SIGKILL, and waits until it is gone. The data stay. */
  kill(): Promise<void>
  /** Starts it again on the same port with the same data, after asking a running one to stop (SIGTERM). */
  restart(): Promise<void>
  /** Stops it and removes its data; again is harmless. Inside a test it happens by itself at the end. */
  stop(): Promise<void>
}

/** `port`: instead of a free one; for a server that takes the place of another. */
export type NatsServerOptions = NatsConfig & { port?: number }

/**
 * A `nats-server` of its own for a test, from the PATH, with JetStream, on a free port of 127.0.0.1, its data
 * in a temporary directory. Resolves when it answers. Started in `beforeAll`, it must be stopped by the caller.
 * Rejects with the server's own words when it does not start, within 10 s.
 */
export async function startNatsServer({
  port: wanted,
  ...config
}: NatsServerOptions = {}): Promise<NatsServer> {
  const dir = await mkdtemp(join(tmpdir(), 'soundmill-nats-'))
  const remove = () => rm(dir, { recursive: true, force: true, maxRetries: 3 })
  let child = await startNatsChild(dir, config, wanted).catch(async (error) => {
    await remove()
    throw error
  })
  const { port } = child
  const version = await readVersion(port)

  const stop = async () => {
    await child.end('SIGKILL')
    await remove()
  }
  afterTest(stop)
  return {
    url: `nats://127.0.0.1:${port}`,
    port,
    version,
    get pid() {
      return child.pid
    },
    kill: () => child.end('SIGKILL'),
    async restart() {
      await child.end('SIGTERM')
      child = await startNatsChild(dir, config, port)
    },
    stop,
    [Symbol.asyncDispose]: stop,
  }
}

/** A NATS server introduces itself on every connection: `INFO {…}`. */
async function readVersion(port: number): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  try {
    const [line] = await once(socket, 'data', { signal: AbortSignal.timeout(5_000) })
    const version = /"version":"([^"]+)"/.exec(String(line))?.[1]
    if (version === undefined) throw new Error(`not a NATS server: ${line}`)
    return version
  } finally {
    socket.destroy()
  }
}
