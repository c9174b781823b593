import type { EventLog } from '@soundmill/event-log'
import { logFull } from '../problems.ts'

/** From here on the rest of the log is kept for the outcomes of jobs that were taken already. */
const FULL = 0.9

/**
 * Refuses with `log_full` before the first byte is stored. Resolves to whether the log answered at all: one
 * that does not refuses nothing, for the upload goes to the outbox and is announced later.
 */
export async function requireCapacity(events: EventLog): Promise<boolean> {
  const state = await events.state().catch(() => undefined)
  if (state && state.fill >= FULL) throw logFull()
  return state !== undefined
}
