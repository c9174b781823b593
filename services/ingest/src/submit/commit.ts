import { type EventLog, LogUnavailableError, type Position, type Saying } from '@soundmill/event-log'
import type { EpisodeEvent, Submitted } from '@soundmill/events'
import { inSpan, type Logger } from '@soundmill/runtime'
import { storeUnavailable } from '../problems.ts'
import type { Outbox } from './outbox.ts'

/** What became of a submit: in the log, in the log before us, or in the outbox only, to be said later. */
export type Committed =
  | { outcome: 'said'; position: Position }
  | { outcome: 'stands'; position: Position; standing: Submitted }
  | { outcome: 'unannounced' }

/** The log says in every line which job it is about. */
export type CommitDeps = { outbox: Outbox; events: EventLog; log: Logger; now: () => Date }

export type Commit = { key: string; submitted: Submitted; sourceStoredAt: Date }

/**
 * Half of the age at which a sweeper takes a source that neither an entry nor an event names. A request that
 * was frozen for longer must not promise bytes that may be gone.
 */
const LATEST_ENTRY_MS = 12 * 3_600_000

/**
 * From stored bytes to a said fact: the entry, the saying, and the end of a loser. Once the entry was sent,
 * nothing of ours is deleted before another event was read from the log that stands in our place.
 * Throws `store_unavailable` when no entry was sent, or when the store never confirmed one: nothing is promised
 * that a log which loses its end could take back, though the log may have the event, and the job be done.
 */
export async function commit(
  deps: CommitDeps,
  { key, submitted, sourceStoredAt }: Commit,
): Promise<Committed> {
  const { lost } = await putEntry(deps, { key, submitted, sourceStoredAt })
  const saying = await say(deps, submitted)
  if (saying?.outcome === 'stands') {
    const { position, event } = saying.recorded
    const standing = submittedIn(event)
    await dropLoser(deps, key, submitted, standing)
    return { outcome: 'stands', position, standing }
  }
  if (lost !== undefined) await confirmEntry(deps, key, submitted)
  return saying ? { outcome: 'said', position: saying.recorded.position } : { outcome: 'unannounced' }
}

/** Resolves to the error instead of the confirmation when the entry was sent and nobody said that it stands. */
async function putEntry(
  { outbox, now, log }: CommitDeps,
  { key, submitted, sourceStoredAt }: Commit,
): Promise<{ lost?: unknown }> {
  if (now().getTime() - sourceStoredAt.getTime() >= LATEST_ENTRY_MS) {
    await outbox.dropSources(key, submitted)
    throw storeUnavailable(new Error('the source is too old to be promised'))
  }
  try {
    await inSpan('put outbox entry', {}, () => outbox.put(key, submitted))
    return {}
  } catch (err) {
    log.warn({ err }, 'the outbox entry was not confirmed')
    return { lost: err }
  }
}

/** Undefined when the log did not take it now: the entry is there, so somebody will say it later. */
async function say({ events, log }: CommitDeps, submitted: Submitted): Promise<Saying | undefined> {
  try {
    return await events.sayOnce(submitted)
  } catch (err) {
    const level = err instanceof LogUnavailableError ? 'warn' : 'error'
    log[level]({ err }, 'not announced yet')
    return undefined
  }
}

/** What fails here is done by the reconciler: the entry goes last. */
async function dropLoser({ outbox, log }: CommitDeps, key: string, loser: Submitted, standing: Submitted) {
  try {
    await outbox.dropLoser(key, loser, standing)
  } catch (err) {
    log.warn({ err }, 'left a twin for the reconciler to remove')
  }
}

/** A 2xx needs an entry that is seen to stand, or is taken when it is put once more; else nothing was promised. */
async function confirmEntry({ outbox, log }: CommitDeps, key: string, submitted: Submitted): Promise<void> {
  try {
    if (!(await outbox.head(key))) await outbox.put(key, submitted)
  } catch (err) {
    log.warn({ err }, 'no outbox entry, so nothing is promised')
    throw storeUnavailable(err)
  }
}

/** In the place of a `submitted` stands a `submitted`: the subject says so. */
export function submittedIn(event: EpisodeEvent): Submitted {
  if (event.fact === 'submitted') return event
  throw new TypeError(`a ${event.fact} stands where a submitted belongs`)
}
