import { describe, inject } from 'vitest'
import { killedPods } from '../cluster/faults/killed-pods.ts'
import { DEPLOYMENTS, rolling } from '../cluster/faults/rolling.ts'
import { scaling } from '../cluster/faults/scaling.ts'
import { setStage } from '../cluster/faults/set-stage.ts'

const cluster = inject('cluster')

/** The rest of what `test/cluster/faults.test.ts` has no time for: each deployment by itself, again and again. */
describe.skipIf(!cluster)('in a cluster whose pods come and go', { timeout: 600_000 }, () => {
  const stage = setStage(cluster)
  rolling(
    stage,
    [...DEPLOYMENTS, ...DEPLOYMENTS, ...DEPLOYMENTS].map((name) => [name]),
  )
  killedPods(stage, ['deleted', 'killed'])
  scaling(stage, 60)
})
