import { buffer } from 'node:stream/consumers'
import type { BlobHead, BlobStore } from '@soundmill/blob-store'
import {
  blobsOf,
  decode,
  encode,
  MAX_EVENT_BYTES,
  type Submitted,
  submittedId,
  UnreadableEventError,
} from '@soundmill/events'

/**
 * What must be said sooner or later: one entry for each upload, `outbox/{episode}/{job}/{uploadId}.json`,
 * which holds the whole `submitted`. Writing it is the commit; only its loser or a reconciler removes it.
 */
export type Outbox = ReturnType<typeof createOutbox>

const KEY = /^outbox\/([^/]+)\/([^/]+)\/([^/]+)\.json$/

/** The entry of one upload. */
export const outboxKey = ({ episode, job, uploadId }: { episode: string; job: string; uploadId: string }) =>
  `outbox/${episode}/${job}/${uploadId}.json`

/** What the key of an entry tells of it; nothing when it is none of ours. */
export function entryNames(key: string): { episode?: string; job?: string } {
  const [, episode, job] = KEY.exec(key) ?? []
  return { ...(episode && { episode }), ...(job && { job }) }
}

export function createOutbox(blobs: BlobStore) {
  return {
    /** Rejects when the answer does not come; the entry may stand all the same. */
    async put(key: string, submitted: Submitted): Promise<void> {
      await blobs.put(key, once(encode(submitted)))
    },

    /** What stands there now; undefined when there is no entry. */
    head: (key: string): Promise<BlobHead | undefined> => blobs.head(key),

    list: (): AsyncIterable<BlobHead> => blobs.list('outbox/'),

    /** Throws UnreadableEventError or UnknownEventError for what is no entry of ours. */
    async read({ key, bytes }: BlobHead): Promise<Submitted> {
      const [, episode, job = '', uploadId = ''] = KEY.exec(key) ?? []
      if (bytes > MAX_EVENT_BYTES) throw new UnreadableEventError(`${bytes} bytes is no outbox entry`)
      const event = decode(await buffer(await blobs.get(key)))
      const isOurs = event.fact === 'submitted' && event.episode === episode && event.job === job
      if (isOurs && event.id === submittedId(job, uploadId)) return event
      throw new UnreadableEventError('the event is not the one its key names')
    },

    /** Everything a submit has stored: for one whose entry was never sent, or one of an erased episode. */
    async dropSources(key: string, submitted: Submitted): Promise<void> {
      for (const blob of broughtBy(submitted, key)) await blobs.delete(blob)
    },

    /** The bytes first and the entry last: whoever is interrupted in between leaves an entry to go on by. */
    async dropLoser(key: string, loser: Submitted, standing: Submitted): Promise<void> {
      const named = new Set(blobsOf(standing))
      for (const blob of broughtBy(loser, key)) if (!named.has(blob)) await blobs.delete(blob)
      await blobs.delete(key)
    },

    /** Removes an entry whose event is in the log. */
    remove: (key: string): Promise<void> => blobs.delete(key),
  }
}

/**
 * What an upload has stored itself. A retry and a job that is based on another name recordings and a cover that
 * belong to the whole episode: of theirs only what lies under their own upload id.
 */
function broughtBy(submitted: Submitted, key: string): string[] {
  const { retryOf, basedOn } = submitted.data
  const named = blobsOf(submitted)
  if (retryOf === undefined && basedOn === undefined) return named
  const [, episode = '', , uploadId = ''] = KEY.exec(key) ?? []
  return named.filter((blob) => blob.startsWith(`source/${episode}/${uploadId}/`))
}

async function* once(bytes: Uint8Array) {
  yield bytes
}
