import { describe, inject } from 'vitest'
import { evicted } from './faults/evicted.ts'
import { killedPods } from './faults/killed-pods.ts'
import { DEPLOYMENTS, rolling } from './faults/rolling.ts'
import { scaling } from './faults/scaling.ts'
import { setStage } from './faults/set-stage.ts'

const cluster = inject('cluster')

describe.skipIf(!cluster)('in a cluster whose pods come and go', () => {
  const stage = setStage(cluster)
  rolling(stage, [DEPLOYMENTS])
  evicted(stage)
  killedPods(stage, ['killed'])
  scaling(stage, 6)
})
