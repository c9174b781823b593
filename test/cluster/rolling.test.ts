import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import type { Accepted } from '../faults/client.ts'
import { checkCluster } from './support/check.ts'
import { type Deployed, deploy, podsOf } from './support/index.ts'
import { startTraffic } from './support/traffic.ts'

const cluster = inject('cluster')

describe.skipIf(!cluster)('a rolling update under load', () => {
  let system: Deployed
  const accepted: Accepted[] = []
  beforeAll(async () => {
    if (!cluster) throw new Error('no cluster')
    system = await deploy(cluster)
  })
  afterAll(() => system?.close())

  it.each(['status', 'ingest', 'processor', 'gateway'])('of %s fails no request', async (name) => {
    const old = await podsOf(system.kubectl, name)
    const traffic = startTraffic(system.url)
    try {
      await traffic.goesRound()
      await system.kubectl(['rollout', 'restart', `deployment/${name}`])
      await system.rolledOut(`deployment/${name}`)
      const gone = old.map((pod) => `pod/${pod.name}`)
      await system.kubectl(['wait', '--for=delete', ...gone, '--timeout=90s'])
      await traffic.goesRound()
    } finally {
      await traffic.stop()
      accepted.push(...traffic.accepted)
    }
    console.log(`${name}: ${traffic.requests()} requests, ${traffic.accepted.length} jobs`)
    expect(traffic.failures).toEqual([])
  })

  it('loses no job and doubles none', async () => {
    expect(accepted.length).toBeGreaterThan(8)
    expect(await checkCluster(system, accepted)).toEqual([])
  })
})
