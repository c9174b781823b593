import { checkArtifacts, checkSources } from './checks/bytes.ts'
import { checkLeftovers } from './checks/leftovers.ts'
import { checkMachine } from './checks/machine.ts'
import { checkOutcomes } from './checks/outcomes.ts'
import type { Accepted } from './client.ts'
import type { FaultWorld } from './world.ts'

export type CheckOptions = {
  /** For the last outcome to come. Default two minutes. */
  outcomesMs?: number
  /** For the reconciler to settle twins, for scratch directories to go. Default 20 s. */
  settlingMs?: number
  /**
   * Episodes that a request was killed for, or broken off by a store that did not answer: these, and no others, may
   * have left sources without an owner and multipart uploads without an end, for the sweeper to remove.
   */
  abandoned?: Iterable<string>
}

/**
 * What every fault test ends with: holds the log, the store and this machine against what was promised
 * (docs: I1, I5, I6; I2 is checked with each answer, see `submit`). Waits for outcomes. Resolves to the violations,
 * each in words that name whom it is about; none is a pass.
 */
export async function checkPromises(
  world: FaultWorld,
  accepted: readonly Accepted[],
  options: CheckOptions = {},
): Promise<string[]> {
  const { outcomesMs = 120_000, settlingMs = 20_000 } = options
  const outcomes = await checkOutcomes(world, accepted, outcomesMs)
  const bytes = [...(await checkSources(world, accepted)), ...(await checkArtifacts(world))]
  const settled = await settle(
    async () => [
      ...(await checkLeftovers(world, new Set(options.abandoned))),
      ...(await checkMachine(world)),
    ],
    settlingMs,
  )
  return [...outcomes, ...bytes, ...settled]
}

/** Violations that may still pass are looked at again until they have, or time is up. */
async function settle(look: () => Promise<string[]>, patienceMs: number): Promise<string[]> {
  const deadline = Date.now() + patienceMs
  for (;;) {
    const violations = await look()
    if (violations.length === 0 || Date.now() > deadline) return violations
  }
}
