import type { Readable } from 'node:stream'
import type { BlobStore } from '@soundmill/blob-store'
import { storeUnavailable } from '../problems.ts'
import type { Link } from './chain.ts'

/** The bytes of a chain, from the first on. The next segment is asked for while one is read. */
export async function* readChain(
  blobs: BlobStore,
  links: readonly Link[],
  signal?: AbortSignal,
): AsyncGenerator<Uint8Array> {
  let next = open(blobs, links[0], signal)
  try {
    for (const index of links.keys()) {
      const stream = await next
      next = open(blobs, links[index + 1], signal)
      if (!stream) return
      for await (const chunk of stream) yield chunk
    }
  } finally {
    // Of a reader that stopped early: what was asked for ahead is let go of.
    next.then((stream) => stream?.destroy()).catch(() => {})
  }
}

/** Hands on so many bytes, or fails: what else comes of a store is not what it confirmed. */
export async function* exactly(
  content: AsyncIterable<Uint8Array>,
  bytes: number,
): AsyncGenerator<Uint8Array> {
  let read = 0
  for await (const chunk of content) {
    read += chunk.length
    if (read > bytes) break
    yield chunk
  }
  if (read !== bytes) throw storeUnavailable(new Error(`not ${bytes} bytes, as it had confirmed`))
}

/** What nobody reads yet must not end the process when it fails: whoever reads it later finds out. */
function open(blobs: BlobStore, link: Link | undefined, signal?: AbortSignal): Promise<Readable | undefined> {
  const opening = openLink(blobs, link, signal)
  opening.catch(() => {})
  return opening
}

async function openLink(blobs: BlobStore, link: Link | undefined, signal?: AbortSignal) {
  if (!link) return undefined
  const range = { start: link.skip, end: link.skip + link.bytes - 1 }
  const stream = await blobs.get(link.key, { range, ...(signal && { signal }) })
  return stream.on('error', () => {})
}
