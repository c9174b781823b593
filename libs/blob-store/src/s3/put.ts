import type { BlobStore } from '../index.ts'
import { assertKey } from '../key.ts'
import type { Budget } from './budget.ts'
import type { Connection } from './connection.ts'
import { createFeed } from './feed.ts'
import { passOn } from './pass-on.ts'
import { createUpload } from './upload.ts'

export type Shared = {
  budget: Budget
  /** The multipart uploads that are under way. */
  underWay: Set<string>
}

/** Content that fits in one part is one request; anything longer is a multipart upload. */
export function createPut(connection: Connection, { budget, underWay }: Shared): BlobStore['put'] {
  return async function put(key, content, { signal, expectedBytes } = {}) {
    assertKey(key)
    const stop = new AbortController()
    const onAbort = () => stop.abort(signal?.reason)
    if (signal?.aborted) onAbort()
    signal?.addEventListener('abort', onAbort)
    const feed = createFeed(content, stop.signal)
    const upload = createUpload(connection, { key, stop, underWay })
    try {
      await passOn({ connection, feed, stop, upload, key, expectedBytes, ...budget })
      return { bytes: feed.taken() }
    } catch (error) {
      feed.close()
      await upload.abort(error)
      throw error
    } finally {
      feed.close()
      signal?.removeEventListener('abort', onAbort)
    }
  }
}
