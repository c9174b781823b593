import { checkArtifacts, checkSources } from './checks/bytes.ts'
import type { CheckedWorld } from './checks/checked-world.ts'
import { checkFailures } from './checks/failures.ts'
import { checkLeftovers } from './checks/leftovers.ts'
import { checkLegality } from './checks/legal.ts'
import { checkMachine } from './checks/machine.ts'
import { checkOutcomes } from './checks/outcomes.ts'
import { checkResults } from './checks/results.ts'
import { checkView } from './checks/view.ts'
import type { Accepted } from './client.ts'

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
  /**
   * Whether workers were killed, or stopped until they were overtaken: runs that nobody has ended may have left
   * artifacts, for the sweeper to remove. After a sweep it is to be asked without.
   */
  workersDied?: boolean
  /** Whether the log has lost its end: a run may go on whose `started` is not there any more. */
  logLost?: boolean
}

/**
 * What every fault test ends with: holds the log, the store, the view where there is one, and this machine against
 * what was promised (docs: I1 and I3 to I8; I2 is checked with each answer, see `submit`). Waits for outcomes.
 * Resolves to the violations, each in words that name whom it is about; none is a pass.
 */
export async function checkPromises(
  world: CheckedWorld,
  accepted: readonly Accepted[],
  options: CheckOptions = {},
): Promise<string[]> {
  const { outcomesMs = 120_000, settlingMs = 20_000, workersDied = false } = options
  const allowed = { abandoned: new Set(options.abandoned), workersDied }
  const outcomes = await checkOutcomes(world, accepted, outcomesMs)
  const bytes = [...(await checkSources(world, accepted)), ...(await checkArtifacts(world))]
  const told = [...(await checkResults(world)), ...(await checkFailures(world))]
  const settled = await settle(
    async () => [
      ...(await checkLeftovers(world, allowed)),
      ...(await checkLegality(world, options.logLost)),
      ...(await checkMachine(world)),
    ],
    settlingMs,
  )
  return [...outcomes, ...bytes, ...told, ...settled, ...(world.isSeen ? await checkView(world) : [])]
}

/** Violations that may still pass are looked at again until they have, or time is up. */
async function settle(look: () => Promise<string[]>, patienceMs: number): Promise<string[]> {
  const deadline = Date.now() + patienceMs
  for (;;) {
    const violations = await look()
    if (violations.length === 0 || Date.now() > deadline) return violations
  }
}
