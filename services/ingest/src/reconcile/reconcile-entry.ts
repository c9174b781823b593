import { type BlobHead, BlobNotFoundError } from '@soundmill/blob-store'
import type { EventLog, Recorded } from '@soundmill/event-log'
import type { Subjects, Submitted } from '@soundmill/events'
import type { Logger } from '@soundmill/runtime'
import { isUnreadable } from '../episode/is-unreadable.ts'
import { submittedIn } from '../submit/commit.ts'
import { entryNames, type Outbox } from '../submit/outbox.ts'

export type EntryDeps = { outbox: Outbox; events: EventLog; subjects: Subjects; log: Logger }

/**
 * What an entry came to: `said` just now, by us; `known`, the log had it; `lost`, another stands in its place, or
 * its episode was erased, and it was removed; `gone`, somebody else removed it; `unreadable`, left for a person to look at.
 */
export type EntryFate = 'said' | 'known' | 'lost' | 'gone' | 'unreadable'

/** `standing`: what the log has in its place now. */
export type Settled = { fate: EntryFate; standing?: Recorded }

/** What is known about an entry before it is read. */
export type ListedEntry = { head: BlobHead; isLate: boolean }

/**
 * Settles one entry. Rejects when the store or the log does not answer. Harmless to repeat, and beside others.
 * A late one is put again before its event is said, so that its age tells how long the log has had that at most.
 */
export async function reconcileEntry(deps: EntryDeps, { head, isLate }: ListedEntry): Promise<Settled> {
  const { outbox, log } = deps
  try {
    const submitted = await outbox.read(head)
    const renew = () => (isLate ? outbox.put(head.key, submitted) : undefined)
    return await settle(deps, { key: head.key, submitted, renew })
  } catch (err) {
    if (err instanceof BlobNotFoundError) return { fate: 'gone' }
    if (!isUnreadable(err)) throw err
    log.error(
      { err, ...entryNames(head.key) },
      'an outbox entry, or what stands in its place, cannot be read',
    )
    return { fate: 'unreadable' }
  }
}

type Entry = { key: string; submitted: Submitted; renew(): Promise<void> | undefined }

async function settle(deps: EntryDeps, { key, submitted, renew }: Entry): Promise<Settled> {
  const { outbox, events, subjects } = deps
  const found = await events.first(subjects.pattern('submitted', submitted))
  if (!found && (await isErased(deps, submitted))) {
    await outbox.dropSources(key, submitted)
    await outbox.remove(key)
    return { fate: 'lost' }
  }
  if (!found) await renew()
  const recorded = found ?? (await events.sayOnce(submitted)).recorded
  const standing = submittedIn(recorded.event)
  if (standing.id === submitted.id) return { fate: found ? 'known' : 'said', standing: recorded }
  await outbox.dropLoser(key, submitted, standing)
  return { fate: 'lost', standing: recorded }
}

/** Whoever sent it may have done so while the log could not tell: it must not come back. */
const isErased = async ({ events, subjects }: EntryDeps, { show, episode }: Submitted): Promise<boolean> =>
  (await events.last(subjects.pattern('erased', { show, episode }))) !== undefined
