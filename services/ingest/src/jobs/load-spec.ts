import { createHash } from 'node:crypto'
import { buffer } from 'node:stream/consumers'
import { BlobNotFoundError, type BlobStore } from '@soundmill/blob-store'
import { ResolvedSpec, type Submitted } from '@soundmill/events'
import { unreadableJob } from './problems.ts'

/**
 * The spec of a job, from its event or from the blob that names. Throws the problem `conflict` when the blob is not
 * there or not what the event says; rejects with StoreUnavailableError.
 */
export async function loadSpec(
  blobs: BlobStore,
  { job, data: { spec } }: Submitted,
  signal: AbortSignal,
): Promise<ResolvedSpec> {
  if (!('blob' in spec)) return spec
  try {
    const bytes = await buffer(await blobs.get(spec.blob, { signal }))
    if (createHash('sha256').update(bytes).digest('hex') !== spec.sha256) throw new WrongSpecError()
    return ResolvedSpec.parse(JSON.parse(bytes.toString('utf8')))
  } catch (err) {
    if (!(err instanceof BlobNotFoundError || err instanceof WrongSpecError)) throw err
    throw unreadableJob(`the spec of job ${job}`, err)
  }
}

class WrongSpecError extends Error {
  override name = 'WrongSpecError'
}
