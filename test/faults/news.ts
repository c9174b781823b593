import { type CheckOptions, checkPromises } from './checker.ts'
import type { Accepted } from './client.ts'
import type { FaultWorld } from './world.ts'

/** What the checker finds that it had not found before; nothing planted is ever taken out again. */
export function createNews(world: FaultWorld, accepted: readonly Accepted[]) {
  const known = new Set<string>()
  return async (options: CheckOptions = {}): Promise<string[]> => {
    const found = await checkPromises(world, accepted, { outcomesMs: 200, settlingMs: 0, ...options })
    const fresh = found.filter((violation) => !known.has(violation))
    for (const violation of fresh) known.add(violation)
    return fresh
  }
}
