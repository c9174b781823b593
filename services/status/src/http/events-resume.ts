import type { EventLog, LogState } from '@soundmill/event-log'
import { HttpProblem } from '@soundmill/runtime'
import type { Views } from '../store/index.ts'
import { parsePosition } from './position.ts'

/**
 * Where a client goes on that has seen everything up to a position: its sequence, which the views may not have
 * reached yet; `other-log` when it is of a log that is no more, or that has lost its end since; `unreadable`
 * when it is no position. Throws 503 when only the log could tell and does not, or when the views are still
 * those of the log before.
 */
export async function resumeAfter(
  events: EventLog,
  { epoch, place }: Views,
  position: string,
): Promise<number | 'other-log' | 'unreadable'> {
  const seen = parsePosition(position)
  if (!seen) return 'unreadable'
  const isReached = seen.epoch === epoch && seen.sequence <= (place?.sequence ?? 0)
  if (isReached) return seen.sequence

  const log = await events.state().catch(() => undefined)
  if (seen.epoch === epoch && (!log || log.epoch === epoch)) {
    return log && log.lastSequence < seen.sequence ? 'other-log' : seen.sequence
  }
  return seenElsewhere(seen, log, epoch)
}

type Seen = { epoch: string; sequence: number }

/** A position of another log than the views are of, or of the one that the views have not come to yet. */
function seenElsewhere(seen: Seen, log: LogState | undefined, epoch: string | undefined) {
  if (!log)
    throw unsure('log_unavailable', 'this may be a position of another log, and the log does not answer')
  if (log.epoch !== seen.epoch) return 'other-log'
  // An empty log has no views that would name it.
  if (epoch === undefined) return seen.sequence
  throw unsure('view_behind', 'the views are still those of the log before')
}

const unsure = (code: 'log_unavailable' | 'view_behind', detail: string) =>
  new HttpProblem(503, code, `${detail}; try again`, { headers: { 'retry-after': '1' } })
