import { afterAll, beforeAll } from 'vitest'
import { type ClusterAddress, type Deployed, deploy, type HardKill, openHardKill } from '../support/index.ts'
import type { Stage } from './stage.ts'

/** The servers' images may have to be pulled. */
const STARTS_MS = 600_000

/** So little that what a processor has in hand when it is told to go is handed back. */
const HASTY = {
  target: { kind: 'Deployment', name: 'processor' },
  patch: JSON.stringify([
    { op: 'add', path: '/spec/template/spec/containers/0/env/-', value: { name: 'GRACE_MS', value: '500' } },
  ]),
}

/** `k8s/overlays/dev` in a namespace of its own, for the tests of the block that this is called in. */
export function setStage(cluster: ClusterAddress | null): Stage {
  const accepted: Stage['accepted'] = []
  const abandoned: Stage['abandoned'] = new Set()
  let [system, hard]: [Deployed?, HardKill?] = []
  beforeAll(async () => {
    if (!cluster) return
    system = await deploy(cluster, { settings: { RECONCILE_EVERY_MS: '1000' }, patches: [HASTY] })
    hard = await openHardKill(cluster, `${system.namespace}-hard-kill`)
  }, STARTS_MS)
  afterAll(async () => {
    await hard?.close()
    await system?.close()
  })
  return { system: () => there(system), hard: () => there(hard), accepted, abandoned }
}

function there<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('there is no cluster')
  return value
}
