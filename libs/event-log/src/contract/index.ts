import { describe } from 'vitest'
import { backingUpContract } from './backing-up.ts'
import type { ContractServer } from './bench.ts'
import { erasingContract } from './erasing.ts'
import { followingContract } from './following.ts'
import { laneControlContract } from './lane-control.ts'
import { lanesContract } from './lanes.ts'
import { sayingContract } from './saying.ts'
import { stoppingContract } from './stopping.ts'
import { topologyContract } from './topology.ts'
import { workingContract } from './working.ts'

export type { ContractServer } from './bench.ts'

/** What the event log promises on every server we claim to work with. */
export function eventLogContract(name: string, server: () => ContractServer) {
  describe(`the event log on ${name}`, () => {
    topologyContract(server)
    sayingContract(server)
    followingContract(server)
    workingContract(server)
    lanesContract(server)
    laneControlContract(server)
    erasingContract(server)
    backingUpContract(server)
    stoppingContract(server)
  })
}
