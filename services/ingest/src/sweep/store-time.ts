import { type BlobStore, StoreFullError, StoreUnavailableError } from '@soundmill/blob-store'

/** Kept beside the record of the last pass; what it holds does not matter. */
const KEY = 'sweep/clock'

/**
 * What the store's own clock says: it dates the blobs, so only by it can their age be told. Ours may be wrong by
 * hours, and then a source would look old that is being promised at this moment. A store that is full still tells
 * when it was last asked, which makes everything look younger: sweeping is what it needs most.
 */
export async function storeTime(blobs: BlobStore): Promise<Date> {
  const full = await blobs.put(KEY, tick()).then(() => undefined, whenFull)
  const head = await blobs.head(KEY)
  if (!head) throw full ?? new StoreUnavailableError('the store took a blob and does not show it')
  return head.modifiedAt
}

async function* tick() {
  yield Buffer.from('the time of this blob is the time of the store\n')
}

function whenFull(err: unknown): StoreFullError {
  if (err instanceof StoreFullError) return err
  throw err
}
