import { createHash } from 'node:crypto'
import { buffer } from 'node:stream/consumers'
import type { BlobStore } from '@soundmill/blob-store'
import { ResolvedSpec } from '@soundmill/events'
import { isInline, type Spec } from '../views/job-view.ts'

/** A thousand chapters with the longest titles and addresses are less. */
const MAX_BYTES = 8 * 1024 ** 2

/**
 * The spec that a job has by reference, read and verified. Nothing when there is none, and when it cannot be read:
 * the rest of a job is worth an answer without it.
 */
export async function storedSpec(blobs: BlobStore, spec: Spec | undefined): Promise<{ spec?: ResolvedSpec }> {
  if (!spec || isInline(spec)) return {}
  try {
    const bytes = await buffer(await blobs.get(spec.blob, { range: { start: 0, end: MAX_BYTES - 1 } }))
    if (createHash('sha256').update(bytes).digest('hex') !== spec.sha256) return {}
    return { spec: ResolvedSpec.parse(JSON.parse(bytes.toString('utf8'))) }
  } catch {
    return {}
  }
}
