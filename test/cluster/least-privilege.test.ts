import { afterAll, beforeAll, describe, inject } from 'vitest'
import { networkPolicies } from './least-privilege/network.ts'
import { podSecurity } from './least-privilege/restricted.ts'
import { type Deployed, deploy } from './support/index.ts'

const cluster = inject('cluster')

describe.skipIf(!cluster)('in the namespace of k8s/overlays/dev', () => {
  let system: Deployed | undefined
  beforeAll(async () => {
    if (cluster) system = await deploy(cluster)
  })
  afterAll(() => system?.close())
  const running = () => {
    if (!cluster || !system) throw new Error('the system did not start')
    return { cluster, system }
  }
  networkPolicies(running)
  podSecurity(running)
})
