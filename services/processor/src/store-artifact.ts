import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import type { ProducedFile } from '@soundmill/audio'
import type { BlobStore } from '@soundmill/blob-store'
import type { Artifact } from '@soundmill/events'
import { inSpan } from '@soundmill/runtime'

/** Stores a finished file under the run's own prefix, hashing it on the way. `onPercent` is called with 0 to 100. */
export async function storeArtifact(
  blobs: BlobStore,
  prefix: string,
  file: ProducedFile,
  signal: AbortSignal,
  onPercent: (percent: number) => void = () => {},
): Promise<Artifact> {
  const { path, making, ...described } = file
  const blob = `${prefix}${file.name}`
  const hash = createHash('sha256')
  let done = 0
  async function* hashed(): AsyncGenerator<Uint8Array> {
    onPercent(0)
    for await (const chunk of createReadStream(path)) {
      hash.update(chunk)
      yield chunk
      done += chunk.length
      onPercent((100 * done) / file.bytes)
    }
  }
  const attributes = { 'soundmill.media_type': file.mediaType, 'soundmill.bytes': file.bytes }
  const { bytes } = await inSpan(`put ${kindOf(file)}`, attributes, () =>
    blobs.put(blob, hashed(), { signal, expectedBytes: file.bytes }),
  )
  const how = making && { making: { ...making, arguments: [...making.arguments] } }
  return { ...described, ...how, blob, bytes, sha256: hash.digest('hex') }
}

/** For spans, whose names are few: what was encoded, what is looked at, or what is read. */
function kindOf({ making, mediaType }: ProducedFile): string {
  if (making) return 'rendition'
  return mediaType.startsWith('image/') ? 'picture' : 'document'
}

/** Takes away whatever a run has stored. Its name is nobody else's, so nothing else can be hit. */
export async function dropArtifacts(blobs: BlobStore, prefix: string): Promise<void> {
  for await (const { key } of blobs.list(prefix)) await blobs.delete(key)
}
