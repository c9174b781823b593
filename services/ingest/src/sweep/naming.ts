import { BlobNotFoundError, type BlobStore } from '@soundmill/blob-store'
import type { EventLog } from '@soundmill/event-log'
import { type Subjects, type Submitted, submittedId } from '@soundmill/events'
import { validSubmits } from '../episode/valid-submits.ts'
import type { Outbox } from '../submit/outbox.ts'
import type { SourceKey } from './swept-key.ts'

export type NamingDeps = { blobs: BlobStore; outbox: Outbox; events: EventLog; subjects: Subjects }

export type Source = SourceKey & { key: string }

/**
 * Who names a source, or what lies beside it: a valid `submitted` of any job of its episode, for good; or only an
 * outbox entry, for now. Throws UnreadableEventError or UnknownEventError when one of them cannot be read, for it
 * may name anything of its episode.
 */
export async function namedBy(deps: NamingDeps, source: Source): Promise<'event' | 'entry' | undefined> {
  if (await eventsName(deps, source)) return 'event'
  // In this order: an entry goes only when its event has come into the log, so it is missed in neither place.
  if (await entriesName(deps, source)) return 'entry'
  return (await eventsName(deps, source)) ? 'event' : undefined
}

async function entriesName({ blobs, outbox }: NamingDeps, source: Source): Promise<boolean> {
  for await (const head of blobs.list(`outbox/${source.episode}/`)) {
    if (source.folder !== undefined && head.key.endsWith(`/${source.folder}.json`)) return true
    const submitted = await outbox.read(head).catch((err) => {
      if (err instanceof BlobNotFoundError) return undefined
      throw err
    })
    if (submitted && names(submitted, source)) return true
  }
  return false
}

async function eventsName(deps: NamingDeps, source: Source): Promise<boolean> {
  for await (const { event } of validSubmits(deps, source.episode)) {
    if (names(event, source)) return true
  }
  return false
}

/**
 * An upload keeps everything below its own name, whatever a newer release may put there; and whatever its event
 * says anywhere is named, also in a part of the event that comes later.
 */
function names({ id, job, data }: Submitted, { key, folder }: Source): boolean {
  return (folder !== undefined && id === submittedId(job, folder)) || says(data, key)
}

function says(value: unknown, key: string): boolean {
  if (typeof value === 'object' && value !== null) return Object.values(value).some((part) => says(part, key))
  return value === key
}
