import { mkdir, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { z } from 'zod'
import type { Log } from '../jetstream/connection.ts'
import { superviseChild } from './child.ts'
import { holdDirectory } from './hold-directory.ts'
import { freePort, waitUntilListening } from './port.ts'
import { endPredecessor, rememberPid } from './predecessor.ts'
import { findServer, syncsAlways } from './version.ts'

export const NatsServerEnv = {
  NATS_SERVER_BIN: z.string().default('nats-server').describe('the nats-server to start, 2.9 or later'),
  NATS_SERVER_PORT: z.coerce
    .number()
    .int()
    .min(0)
    .max(65_535)
    .default(0)
    .describe('port of the nats-server that is started, on 127.0.0.1; 0 takes a free one'),
}

export type NatsServerOptions = { dir: string; log: Log; binary?: string; port?: number }

export { DirectoryInUseError } from './hold-directory.ts'
export { freePort } from './port.ts'

export interface NatsServer {
  url: string
  /** Undefined while it is being started again. */
  pid(): number | undefined
  close(): Promise<void>
}

/**
 * A nats-server of our own, on 127.0.0.1, with all its files in one directory, which is held for this process
 * alone. When it dies it is started again, on the same port with the same files; one left over by a process
 * that was killed is ended first, because two servers on one store destroy it. Rejects with
 * NatsServerMissingError when the binary is missing or older than 2.9, with DirectoryInUseError while another
 * process has the directory.
 */
export async function startNatsServer({ dir, ...options }: NatsServerOptions): Promise<NatsServer> {
  const home = resolve(dir)
  await mkdir(home, { recursive: true })
  const letGo = await holdDirectory(home)
  try {
    const server = await startIn(home, options)
    const close = () => server.close().finally(letGo)
    return { ...server, close }
  } catch (err) {
    await letGo()
    throw err
  }
}

async function startIn(home: string, options: Omit<NatsServerOptions, 'dir'>): Promise<NatsServer> {
  const { log, binary = 'nats-server', port = 0 } = options
  const { path, version } = await findServer(binary)
  await endPredecessor(home, log)
  const listenOn = port || (await freePort())
  const config = join(home, 'nats.conf')
  await writeFile(config, configOf(home, listenOn, syncsAlways(version)))
  if (!syncsAlways(version)) log.warn({ natsServer: version.text }, NOT_SYNCED)

  const child = superviseChild(path, ['-c', config], log, (pid) => rememberPid(home, pid, log))
  try {
    await waitUntilListening(listenOn, child.failed)
    child.prove()
  } catch (err) {
    await child.close()
    throw err
  }
  log.info({ natsServer: version.text, port: listenOn }, 'started nats-server')
  return { url: `nats://127.0.0.1:${listenOn}`, pid: child.pid, close: child.close }
}

const NOT_SYNCED =
  'this nats-server flushes to disk every two minutes: the log survives a crash, not a power cut (2.10 does)'

const configOf = (home: string, port: number, sync: boolean): string => `
# Written anew at every start.
listen: "127.0.0.1:${port}"
server_name: "soundmill"
jetstream {
  store_dir: ${JSON.stringify(home)}
  ${sync ? 'sync_interval: always' : ''}
}
`
