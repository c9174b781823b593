import { describe, inject } from 'vitest'
import { journeys } from '../journey/journeys/index.ts'
import { startInCluster } from './support/stack.ts'

const cluster = inject('cluster')

describe.skipIf(!cluster)('in a cluster', () => {
  journeys('k8s/overlays/dev', async () => {
    if (!cluster) throw new Error('no cluster')
    return startInCluster(cluster)
  })
})
