import { startNatsServer } from '@soundmill/event-log/nats-server'
import { freePort, type Started, until } from '@soundmill/test-support'
import { connect } from 'nats'

/** Where the log is, and what its acknowledgements are worth. */
export type HopLog = { url: string; version: string; syncs: boolean }

/** As deploy/nats.conf has it: on the disk before it is acknowledged. */
const CONFIG = (port: number) => `
listen: "127.0.0.1:${port}"
jetstream { store_dir: "/data", sync_interval: always }
`

/** In a container where there can be one, unless another was asked for. `dir` is for one of this machine. */
export async function findLog(dir: string, wanted?: 'container' | 'path'): Promise<Started<HopLog>> {
  if (wanted === 'path') return startFromPath(dir)
  try {
    return await startContainer()
  } catch (error) {
    if (wanted === 'container') throw error
    console.error(`no container (${error}); the nats-server of this machine instead`)
    return startFromPath(dir)
  }
}

/** In the container's own layer: an fsync there reaches the disk of the host. On 127.0.0.1 itself, as nothing may carry every byte. */
async function startContainer(): Promise<Started<HopLog>> {
  const { GenericContainer } = await import('testcontainers')
  const port = await freePort()
  const container = await new GenericContainer(process.env.SOUNDMILL_NATS_IMAGE ?? 'nats:2.14-alpine')
    .withNetworkMode('host')
    .withCopyContentToContainer([{ content: CONFIG(port), target: '/bench.conf' }])
    .withCommand(['--config', '/bench.conf'])
    .start()
  const stop = () => container.stop()
  return describeServer(`nats://127.0.0.1:${port}`, stop)
}

/** The nats-server of the PATH, as the all-in-one process starts it. */
async function startFromPath(dir: string): Promise<Started<HopLog>> {
  const server = await startNatsServer({ dir, log: { info() {}, warn() {} } })
  return describeServer(server.url, server.close)
}

async function describeServer(url: string, stop: () => Promise<unknown>): Promise<Started<HopLog>> {
  try {
    const nc = await until(() => connect({ servers: url }), { what: 'nats-server', timeoutMs: 20_000 })
    const version = nc.info?.version ?? 'unknown'
    await nc.close()
    const [major = 0, minor = 0] = version.split('.').map(Number)
    return { address: { url, version, syncs: major > 2 || minor >= 10 }, stop }
  } catch (error) {
    await stop()
    throw error
  }
}
