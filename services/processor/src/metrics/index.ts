import type { Registry } from '@soundmill/runtime'
import type { Observer } from '../observer.ts'
import { measureHands } from './hands.ts'
import { measureJobs } from './jobs.ts'
import { measureScratch, type ScratchSpace } from './scratch.ts'

export { countToolEnds } from './tools.ts'

/** Everything that is measured of a processor but its tools. Once for each registry: a name can be taken only once. */
export function measureProcessor(metrics: Registry, space: ScratchSpace): Observer {
  measureScratch(metrics, space)
  return { ...measureJobs(metrics), onHands: measureHands(metrics) }
}
