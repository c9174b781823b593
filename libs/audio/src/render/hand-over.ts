import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { CallersError } from '../audio-error.ts'
import type { RenderedFile } from '../rendered.ts'
import type { Made, Piece } from './piece.ts'
import { isBelowPeak, isOnTarget } from './plan.ts'
import type { Rendering } from './rendering.ts'

type Kind = Pick<RenderedFile, 'kind' | 'startSeconds' | 'withinTarget'>

/** Counts and hashes a finished file and gives it to the caller, whose own errors pass as they are. */
export async function handOver(
  { job, signal }: Rendering,
  { name, mediaType, clip }: Piece,
  made: Made,
): Promise<void> {
  signal.throwIfAborted()
  const { loudness } = made.measurements
  const kind: Kind = clip
    ? { kind: 'preview', startSeconds: clip.atSeconds, withinTarget: isBelowPeak(job.loudness, loudness) }
    : { kind: 'rendition', withinTarget: isOnTarget(job.loudness, loudness) }
  const file = { ...made, name, mediaType, ...kind, ...(await sealOf(made.path, signal)) }
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
