import type { EventLog, LogState } from '@soundmill/event-log'
import { logFull } from '../problems.ts'

/** From here on the rest of the log is kept for the outcomes of jobs that were taken already. */
const FULL = 0.9

/**
 * Refuses with `log_full` before the first byte is stored. A log that does not answer refuses nothing, for the
 * upload goes to the outbox and is announced later.
 */
export async function requireCapacity(events: EventLog): Promise<void> {
  requireRoom(await events.state().catch(() => undefined))
}

/** As `requireCapacity`, when the log was asked already. */
export function requireRoom(state: LogState | undefined): void {
  if (state && state.fill >= FULL) throw logFull()
}
