import type { BlobStore } from '@soundmill/blob-store'
import type { Logger } from '@soundmill/runtime'
import { rubbishOf, suspectUploads } from '../resumable/rubbish.ts'
import type { Round } from './round.ts'

/**
 * Takes away what nobody needs of resumable uploads. One that cannot be judged or deleted is left to the next
 * pass, and the others are not held up. Rejects when the store cannot be listed, and when it is told to stop.
 */
export async function sweepUploads(
  { blobs, log }: { blobs: BlobStore; log: Logger },
  { now, signal, onSwept, onLeft }: Round,
): Promise<void> {
  const looking = { blobs, now, signal }
  let failed = 0
  for await (const suspect of suspectUploads(looking)) {
    try {
      for await (const key of rubbishOf(looking, suspect)) {
        await blobs.delete(key)
        onSwept('resumable_upload')
      }
    } catch (err) {
      signal.throwIfAborted()
      onLeft()
      failed += 1
      // A store that refuses to delete would fill the log.
      if (failed === 1)
        log.warn({ err, upload: suspect.id }, 'could not tell whether an upload may go, or take it away')
    }
  }
  if (failed > 1) log.warn({ failed }, 'resumable uploads were left to the next pass')
}
