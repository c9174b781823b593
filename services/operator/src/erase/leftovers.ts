import type { BlobStore } from '@soundmill/blob-store'
import type { EventLog } from '@soundmill/event-log'
import { type Subjects, UnknownEventError, UnreadableEventError } from '@soundmill/events'
import type { Logger } from '@soundmill/runtime'

export type LookingDeps = { events: EventLog; blobs: BlobStore; subjects: Subjects; log: Logger }

/** An episode, and the show it belongs to. */
export type Where = { show: string; episode: string }

/**
 * What keeps a deleted episode from being erased, in words; undefined when nothing does. Takes away what it may:
 * everything of it in the store but the entries of the outbox, once every job has its outcome. Rejects with
 * LogUnavailableError and StoreUnavailableError.
 */
export async function leftoversOf(deps: LookingDeps, where: Where): Promise<string | undefined> {
  const open = await openJob(deps, where)
  if (open) return `job ${open} has no outcome yet: DELETE the episode again, or let a worker end it`
  const { episode } = where
  for (const prefix of [`artifacts/${episode}/`, `source/${episode}/`]) {
    for await (const { key } of deps.blobs.list(prefix)) await deps.blobs.delete(key)
  }
  for (const prefix of [`outbox/${episode}/`, `artifacts/${episode}/`, `source/${episode}/`]) {
    for await (const { key } of deps.blobs.list(prefix)) return `${key} is in the store: ${ADVICE}`
  }
  return undefined
}

const ADVICE =
  'DELETE the episode again, or wait until ingest has taken it away by itself, a day and a half at most'

/** A job without an outcome. What stands behind a `submitted` that nobody can read is not seen. */
async function openJob({ events, subjects, log }: LookingDeps, where: Where): Promise<string | undefined> {
  try {
    for (let after = 0; ; ) {
      const found = await events.first(subjects.pattern('submitted', where), { after })
      if (found?.event.fact !== 'submitted') return undefined
      const { job } = found.event
      if (!(await hasOutcome({ events, subjects }, { ...where, job }))) return job
      after = found.sequence
    }
  } catch (err) {
    if (!isUnreadable(err)) throw err
    log.warn({ err, ...where }, 'a job of the episode cannot be read; it is erased all the same')
    return undefined
  }
}

/** One from the future is an outcome, too. */
const hasOutcome = (
  { events, subjects }: Pick<LookingDeps, 'events' | 'subjects'>,
  job: Where & { job: string },
): Promise<boolean> =>
  events.last(subjects.pattern('finished', job)).then(
    (found) => found !== undefined,
    (err: unknown) => {
      if (isUnreadable(err)) return true
      throw err
    },
  )

const isUnreadable = (err: unknown): boolean =>
  err instanceof UnreadableEventError || err instanceof UnknownEventError
