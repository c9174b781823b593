import { setTimeout as sleep } from 'node:timers/promises'
import { type EventOf, eventHeader } from '@soundmill/events'
import { type LookingDeps, leftoversOf, type Where } from './leftovers.ts'
import { dropUploads } from './uploads.ts'

/** How often it is looked whether an episode is at rest, in milliseconds. */
const LOOK_MS = 500

export type EraseDeps = LookingDeps & {
  /** Takes every event of the episode's jobs out of the log; resolves to how many there were. */
  purge(where: Where): Promise<number>
  /** How long an episode may take to come to rest. */
  waitMs: number
  /** How long nothing of it may be left before it counts as at rest. */
  quietMs: number
  /** Aborted when the operator has no more patience. */
  signal: AbortSignal
  /** A clock that nobody sets, in milliseconds. */
  monotonicMs?: () => number
}

/** `events`: how many were taken out of the log; 0 when it was erased before. */
export type Erased = Where & { events: number }

/** The episode cannot be erased now; the message says why, and what to do. */
export class NotErasableError extends Error {
  override name = 'NotErasableError'
}

/**
 * Forgets a deleted episode: what is left of it in the store, the records of its resumable upload, and every event
 * but `deleted`; then says `erased`, once more when it was said before, so that whoever follows forgets it, too. Again is harmless, also after it was
 * killed anywhere. Throws NotErasableError for an episode that is not deleted, or does not come to rest in time.
 * Rejects with LogUnavailableError, StoreUnavailableError and what `purge` rejects with.
 */
export async function erase(deps: EraseDeps, episode: string): Promise<Erased> {
  const { events, subjects, log } = deps
  const deletion = await events.last(subjects.pattern('deleted', { episode }))
  if (!deletion) {
    throw new NotErasableError(`episode ${episode} is not deleted: DELETE /v1/episodes/${episode} first`)
  }
  const where = { show: deletion.event.show, episode }
  await atRest(deps, where)
  await dropUploads(deps, episode)
  const taken = await forget(deps, where)
  log.info({ ...where, events: taken }, 'erased')
  return { ...where, events: taken }
}

/**
 * Whoever follows keeps what came after the last `erased`. So that is said after every purge that took something (a
 * worker that was overtaken long ago may have spoken only now), and once in every run: nobody can tell any more what
 * one took that was killed.
 */
async function forget(deps: EraseDeps, where: Where): Promise<number> {
  const { purge, signal } = deps
  let taken = await purge(where)
  for (let late = 1; late > 0; taken += late) {
    signal.throwIfAborted()
    await sayErased(deps, where)
    late = await purge(where)
  }
  return taken
}

/**
 * Resolves when nothing of the episode was left for `quietMs`: nobody can have an entry of the outbox in hand any
 * more, and say what it holds after the log has forgotten it.
 */
async function atRest(deps: EraseDeps, where: Where): Promise<void> {
  const { log, quietMs, signal, monotonicMs = () => performance.now() } = deps
  const begun = monotonicMs()
  let quietSince: number | undefined
  for (let said: string | undefined; ; ) {
    const left = await leftoversOf(deps, where)
    const now = monotonicMs()
    if (left !== undefined) {
      requirePatience(deps, where, { left, waitedMs: now - begun })
      if (left !== said) log.info({ ...where, left }, 'waiting')
    }
    quietSince = left === undefined ? (quietSince ?? now) : undefined
    if (quietSince !== undefined && now - quietSince >= quietMs) return
    said = left
    await sleep(LOOK_MS, undefined, { signal })
  }
}

function requirePatience(
  { waitMs }: EraseDeps,
  { episode }: Where,
  { left, waitedMs }: { left: string; waitedMs: number },
): void {
  if (waitedMs >= waitMs) throw new NotErasableError(`episode ${episode} is not at rest: ${left}`)
}

async function sayErased({ events }: EraseDeps, where: Where): Promise<void> {
  const erased: EventOf<'erased'> = {
    fact: 'erased',
    ...eventHeader({ source: 'operator', ...where }),
    data: { principal: 'operator' },
  }
  await events.append(erased)
}
