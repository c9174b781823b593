import type { EventLog, Position } from '@soundmill/event-log'
import { HttpProblem } from '@soundmill/runtime'
import type { StatusStore } from '../store/index.ts'
import { type Patience, readUntil } from './patience.ts'

type Place = { epoch: string; sequence: number }

/** What a position says; undefined when it is none. */
export function parsePosition(position: string): Place | undefined {
  const [, epoch, digits] = /^([\w.]+)-(\d{1,15})$/.exec(position) ?? []
  return epoch === undefined ? undefined : { epoch, sequence: Number(digits) }
}

/**
 * Waits until the views contain everything up to a position: a client reads what it wrote. Throws 400 when it
 * is no position, 409 when it is one of a log that is no more, 503 when it was not reached in time.
 */
export async function reachPosition(
  { events, store }: { events: EventLog; store: StatusStore },
  position: Position | undefined,
  patience: Patience,
): Promise<void> {
  if (position === undefined) return
  const wanted = parsePosition(position)
  if (!wanted) throw invalid('query/position', 'this is no position')
  const reached = () => store.read(async ({ place }) => place)
  const contains = (place: Place | undefined) =>
    place?.epoch === wanted.epoch && place.sequence >= wanted.sequence

  if (contains(await reached())) return
  await refuseOtherLog(events, wanted)
  if (contains(await readUntil(patience, undefined, reached, contains))) return
  throw new HttpProblem(503, 'view_behind', 'the view has not reached this position yet; try again', {
    headers: { 'retry-after': '1' },
  })
}

/** Views may still be those of the log before; what the log itself does not know will never be in them. */
async function refuseOtherLog(events: EventLog, wanted: Place): Promise<void> {
  const log = await events.state().catch(() => undefined)
  if (log && log.epoch !== wanted.epoch) {
    throw new HttpProblem(
      409,
      'conflict',
      'this position is of a log that is no more: it was made anew since',
    )
  }
}

/** A query that is well formed and still means nothing. */
export function invalid(path: string, message: string): HttpProblem {
  return new HttpProblem(400, 'invalid_request', `${path}: ${message}`, { errors: [{ path, message }] })
}
