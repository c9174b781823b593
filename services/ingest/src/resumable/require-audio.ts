import { SNIFF_BYTES } from '@soundmill/audio'
import type { BlobStore } from '@soundmill/blob-store'
import { HttpProblem } from '@soundmill/runtime'
import { sniffContent } from '../upload/sniff-content.ts'
import { readChain } from './read-chain.ts'
import type { Upload } from './uploads.ts'

/** Whether the bytes that tell what a file is are all stored already: then somebody has looked at them. */
export const isSniffed = ({ chain }: Upload): boolean => chain.end >= SNIFF_BYTES

/**
 * Looks at the first bytes of an upload as soon as they are here, so that nobody sends gigabytes of something
 * else: what is stored, and `gather` of how many are missing. Throws `not_audio`. Says nothing when there are not
 * yet enough to tell.
 */
export async function requireAudio(
  blobs: BlobStore,
  { chain, length }: Upload,
  gather: (bytes: number) => Promise<Uint8Array>,
): Promise<void> {
  const here = Math.min(chain.end, SNIFF_BYTES)
  const missing = await gather(SNIFF_BYTES - here)
  // What is stored may be in thousands of pieces: it is read once there is enough to tell, not each time.
  if (here + missing.length < Math.min(SNIFF_BYTES, length ?? SNIFF_BYTES)) return
  const parts: Uint8Array[] = []
  for await (const part of readChain(blobs, chain.links)) parts.push(part)
  await sniffContent(once(Buffer.concat([...parts, missing])))
}

export const isNotAudio = (error: unknown): error is HttpProblem =>
  error instanceof HttpProblem && error.code === 'not_audio'

async function* once(bytes: Uint8Array) {
  yield bytes
}
