import { exampleOf } from '@soundmill/events/examples'
import { freePort, type NatsServer, startNatsServer, uniqueNamespace, until } from '@soundmill/test-support'
import { connect } from 'nats'
import { describe, expect, it, onTestFinished } from 'vitest'
import { quiet } from '../contract/bench.ts'
import { openJetStreamLog } from '../jetstream/index.ts'
import { ensureTopology } from './index.ts'

describe('a NATS of three servers', () => {
  it('keeps three copies of the log once it is told to, and takes events when one server is gone', async () => {
    const servers = await startThree()
    const url = servers.map((server) => server.url).join(',')
    const namespace = uniqueNamespace()
    const topology = (replicas: number) => ensureTopology({ url, namespace, replicas })
    // They have to find each other first, and to agree on a leader.
    await until(() => topology(1), { what: 'three servers to be one' })

    const stream = `the stream ${namespace.toUpperCase()}`
    expect(await topology(3)).toContain(`${stream} had drifted: num_replicas 1 → 3`)
    const { isWhole, leader } = await watchCopies(url, namespace.toUpperCase())
    await until(isWhole, { what: 'both new copies to be complete', timeoutMs: 40_000 })
    expect(await topology(3)).toContain(`${stream} is as it should be`)

    const log = openJetStreamLog({ url, namespace, log: quiet })
    onTestFinished(() => log.close())
    const before = await log.append(exampleOf('started'))
    await servers[Number((await leader())?.at(-1))]?.kill()
    const event = exampleOf('started')
    const { sequence } = await until(() => log.append(event), { what: 'the others to take an event' })
    expect(sequence).toBe(before.sequence + 1)
  })
})

/** Called n0, n1 and n2. */
async function startThree(): Promise<NatsServer[]> {
  const ports = await Promise.all([freePort(), freePort(), freePort()])
  const routes = ports.map((port) => `"nats://127.0.0.1:${port}"`).join(', ')
  return Promise.all(
    ports.map((port, n) => {
      const cluster = `cluster { name: three, listen: "127.0.0.1:${port}", routes: [${routes}] }`
      return startNatsServer({ config: `server_name: n${n}\n${cluster}` })
    }),
  )
}

/** What the servers say of the copies of a stream and of its consumers. */
async function watchCopies(url: string, stream: string) {
  const nc = await connect({ servers: url.split(','), maxReconnectAttempts: -1 })
  onTestFinished(() => nc.close())
  const jsm = await nc.jetstreamManager({ checkAPI: false })
  return {
    leader: async () => (await jsm.streams.info(stream)).cluster?.leader,
    async isWhole() {
      const { cluster } = await jsm.streams.info(stream)
      const consumers = await jsm.consumers.list(stream).next()
      const all = [cluster, ...consumers.map((consumer) => consumer.cluster)]
      return all.every(
        (each) => each?.replicas?.length === 2 && each.replicas.every(({ current }) => current),
      )
    },
  }
}
