import { expect, it } from 'vitest'
import type { CheckOptions } from '../../faults/checker.ts'
import type { Accepted } from '../../faults/client.ts'
import { checkCluster } from '../support/check.ts'
import type { Deployed, HardKill } from '../support/index.ts'

/** Where faults happen: one system for all of them, since to start it takes longer than most. */
export type Stage = {
  /** There from the first test on. */
  system(): Deployed
  hard(): HardKill
  /** Everything that anybody was told with a 2xx, by all faults so far. */
  accepted: Accepted[]
  /** Episodes of which bytes may be left for the sweeper: a request for them was broken off, and repeated. */
  abandoned: Set<string>
}

/** What every fault ends with. */
export function itKeepsItsPromises({ system, accepted, abandoned }: Stage, options: CheckOptions = {}): void {
  it('loses no job and doubles none', async () => {
    expect(accepted.length).toBeGreaterThan(0)
    expect(await checkCluster(system(), accepted, { abandoned, ...options })).toEqual([])
  })
}
