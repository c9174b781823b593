import { createHash } from 'node:crypto'
import { buffer } from 'node:stream/consumers'
import type { BlobStore } from '@soundmill/blob-store'
import { ResolvedSpec, type Submitted } from '@soundmill/events'
import { AttemptError } from './failure.ts'

/** The job's spec: in the event itself, or in the blob the event names. */
export async function loadSpec(
  blobs: BlobStore,
  { data: { spec } }: Submitted,
  signal: AbortSignal,
): Promise<ResolvedSpec> {
  if (!('blob' in spec)) return spec
  const bytes = await buffer(await blobs.get(spec.blob, { signal }))
  if (createHash('sha256').update(bytes).digest('hex') !== spec.sha256) {
    throw new AttemptError('source_corrupt', 'the stored spec is not what was submitted')
  }
  return ResolvedSpec.parse(JSON.parse(bytes.toString('utf8')))
}
