import { buffer } from 'node:stream/consumers'
import { BlobNotFoundError, type BlobStore, StoreFullError } from '@soundmill/blob-store'
import { z } from 'zod'

const KEY = 'sweep/log.json'

const Time = z.iso.datetime().transform((text) => new Date(text))

const SweepRecord = z.object({
  /** The newest event that was seen, and the log it was seen in; sequence 0 when the log was empty. */
  epoch: z.string(),
  sequence: z.int().nonnegative(),
  id: z.string(),
  /** Whatever was stored before is settled for good, or nobody can tell any more: it is not asked about. */
  sourcesSince: Time,
  artifactsSince: Time,
})

/** What passes tell each other, over restarts and replicas, in the blob store. Two at once are harmless. */
export type SweepRecord = z.infer<typeof SweepRecord>

/** Undefined when there is none, or none that can be read: both mean that nothing is known. */
export async function readRecord(blobs: BlobStore): Promise<SweepRecord | undefined> {
  try {
    const found: unknown = JSON.parse(String(await buffer(await blobs.get(KEY))))
    return SweepRecord.safeParse(found).data
  } catch (err) {
    if (err instanceof BlobNotFoundError || err instanceof SyntaxError) return undefined
    throw err
  }
}

/** Into a store that is full it is not written: the record before says less, and nothing wrong. */
export async function writeRecord(blobs: BlobStore, record: SweepRecord): Promise<void> {
  await blobs.put(KEY, once(JSON.stringify(record))).catch((err: unknown) => {
    if (!(err instanceof StoreFullError)) throw err
  })
}

async function* once(text: string) {
  yield Buffer.from(text)
}
