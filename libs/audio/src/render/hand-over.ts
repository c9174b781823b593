import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { CallersError } from '../audio-error.ts'
import type { Made, Piece } from './piece.ts'
import type { Rendering } from './rendering.ts'

/** Counts and hashes a finished file and gives it to the caller, whose own errors pass as they are. */
export async function handOver(
  { job, signal }: Rendering,
  { name, mediaType, clip }: Piece,
  made: Made,
): Promise<void> {
  signal.throwIfAborted()
  const start = clip && { startSeconds: clip.atSeconds }
  const file = { ...made, name, ...start, mediaType, ...(await sealOf(made.path, signal)) }
  signal.throwIfAborted()
  try {
    await job.onRendered(file)
  } catch (error) {
    throw new CallersError(error)
  }
}

/** Its exact size and its subresource integrity (W3C SRI), read once as a stream. */
async function sealOf(path: string, signal: AbortSignal): Promise<{ bytes: number; integrity: string }> {
  const hash = createHash('sha384')
  let bytes = 0
  await pipeline(
    createReadStream(path, { signal }),
    async (chunks: AsyncIterable<Buffer>) => {
      for await (const chunk of chunks) {
        hash.update(chunk)
        bytes += chunk.length
      }
    },
    { signal },
  )
  return { bytes, integrity: `sha384-${hash.digest('base64')}` }
}
