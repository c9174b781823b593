import type { BlobHead, BlobStore } from '@soundmill/blob-store'
import { LogUnavailableError } from '@soundmill/event-log'
import type { Logger } from '@soundmill/runtime'
import type { Round } from './round.ts'

/**
 * What is known of a blob, as of now: `settled`, it stays for good; `young`, too soon to ask; `open`, asked again
 * by the next pass; or of which kind of leftover it is.
 */
export type Verdict = 'settled' | 'young' | 'open' | { leftover: string }

export type Listing = {
  prefix: string
  /** Asked right before a leftover is deleted. Rejects with LogUnavailableError when the log has to be asked. */
  judge(head: BlobHead): Promise<Verdict>
} & Pick<Round, 'signal' | 'onSwept' | 'onLeft'>

/**
 * Takes away what is judged a leftover. Resolves to the age of the oldest blob that is still open (undefined: none
 * is); one that cannot be judged or deleted stays open, and the others are not held up. Rejects when the log does
 * not answer, when the store cannot be listed, and when it is told to stop.
 */
export async function sweepListing(
  { blobs, log }: { blobs: BlobStore; log: Logger },
  { prefix, judge, onSwept, onLeft, signal }: Listing,
): Promise<Date | undefined> {
  let oldest: Date | undefined
  let failed = 0

  async function settle(head: BlobHead): Promise<Verdict> {
    const verdict = await judge(head)
    if (typeof verdict === 'string') return verdict
    await blobs.delete(head.key).catch((err: unknown) => {
      onLeft()
      throw err
    })
    onSwept(verdict.leftover)
    return 'settled'
  }

  for await (const head of blobs.list(prefix)) {
    signal.throwIfAborted()
    const verdict = await settle(head).catch((err: unknown) => {
      if (err instanceof LogUnavailableError) throw err
      failed += 1
      // A store that refuses to delete would fill the log.
      if (failed === 1) log.warn({ err, prefix }, 'could not tell whether a blob may go, or take it away')
      log.debug({ err, key: head.key }, 'a blob stays')
      return 'open' as const
    })
    if (verdict === 'open' && !(oldest && oldest <= head.modifiedAt)) oldest = head.modifiedAt
  }
  if (failed > 1) log.warn({ prefix, failed }, 'blobs were left to the next pass')
  return oldest
}
