import type { EventLog } from '@soundmill/event-log'
import type { LaneName, Subjects } from '@soundmill/events'
import type { Logger } from '@soundmill/runtime'
import type { Gate } from '../lanes/gate.ts'
import { requireRoom } from './capacity.ts'
import { type Earlier, readEarlier } from './earlier.ts'
import type { Names } from './submission.ts'

type Deps = { events: EventLog; subjects: Subjects; log: Logger; gate: Gate }

/**
 * Lets a submit in, or throws `log_full`, `lane_draining` or `gone`. One that has been let in before is told what came
 * of it, whatever is shut by now: nothing is stored or said for it again.
 */
export type Admission = (names: Names, lane: LaneName) => Promise<Earlier | undefined>

/** Asks what can be asked before anything is known of the submit; `hasKey`: it may have come before. */
export async function askAdmission(deps: Deps, { hasKey }: { hasKey: boolean }): Promise<Admission> {
  const state = await deps.events.state().catch(() => undefined)
  // Without the log everything is taken, and announced later.
  if (!state) return async () => undefined
  if (!hasKey) requireRoom(state)
  const requireOpen = await deps.gate.look()
  return async (names, lane) => {
    const earlier = hasKey ? await readEarlier(deps, names) : undefined
    if (earlier) return earlier
    requireRoom(state)
    requireOpen(lane)
    return undefined
  }
}
