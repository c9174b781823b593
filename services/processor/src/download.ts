import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { BlobStore } from '@soundmill/blob-store'
import type { Source } from '@soundmill/events'
import { inSpan } from '@soundmill/runtime'
import { AttemptError } from './failure.ts'

/** Called with 0 to 100 as it goes. */
type OnPercent = (percent: number) => void

/**
 * Copies a source, or a cover, to a file, checking on the way that it is what was submitted. Rejects with an AttemptError
 * `source_corrupt` when it is not, with BlobNotFoundError when it is gone.
 */
export function download(
  blobs: BlobStore,
  source: Source,
  path: string,
  signal: AbortSignal,
  onPercent: OnPercent = () => {},
): Promise<void> {
  const attributes = { 'soundmill.media_type': source.mediaType, 'soundmill.bytes': source.bytes }
  return inSpan('download', attributes, () => copy(blobs, source, path, { signal, onPercent }))
}

type Copying = { signal: AbortSignal; onPercent: OnPercent }

async function copy(blobs: BlobStore, source: Source, path: string, { signal, onPercent }: Copying) {
  const hash = createHash('sha256')
  let bytes = 0
  const meter = new Transform({
    transform(chunk: Buffer, _, done) {
      hash.update(chunk)
      bytes += chunk.length
      onPercent(source.bytes === 0 ? 100 : (100 * bytes) / source.bytes)
      done(null, chunk)
    },
  })
  await pipeline(await blobs.get(source.blob, { signal }), meter, createWriteStream(path), { signal })
  if (bytes !== source.bytes || hash.digest('hex') !== source.sha256) {
    throw new AttemptError(
      'source_corrupt',
      `the stored source is not what was submitted (${bytes} of ${source.bytes} bytes)`,
    )
  }
}
