import { IncomingMessage } from 'node:http'
import { breakable } from '../abortable.ts'
import { assertRange } from '../byte-range.ts'
import {
  type BlobHead,
  BlobNotFoundError,
  type BlobStore,
  type ByteRange,
  StoreUnavailableError,
} from '../index.ts'
import { assertKey } from '../key.ts'
import type { Connection } from './connection.ts'
import { unstalled } from './unstalled.ts'

/** `get` and `head`. */
export function createReading(connection: Connection) {
  const { client, bucket, call, stallMs } = connection

  async function ask(key: string, range: ByteRange | undefined, signal: AbortSignal | undefined) {
    const body = await (range
      ? client.getPartialObject(bucket, key, range.start, range.end - range.start + 1)
      : client.getObject(bucket, key))
    // It came too late: nobody would read it.
    if (signal?.aborted) body.destroy()
    return body
  }

  const get: BlobStore['get'] = async (key, { range, signal } = {}) => {
    assertKey(key)
    if (range) assertRange(range)
    const body = await call(key, () => ask(key, range, signal), { signal })
    // From here on it is the reader who may be slow; `unstalled` tells the two apart.
    if (body instanceof IncomingMessage) body.setTimeout(0)
    return breakable(unstalled(body, stallMs), signal)
  }

  async function head(key: string): Promise<BlobHead | undefined> {
    assertKey(key)
    try {
      const found = await call(key, () => client.statObject(bucket, key))
      return { key, bytes: found.size, modifiedAt: found.lastModified }
    } catch (error) {
      if (error instanceof BlobNotFoundError) return confirmMissing(key)
      if (error instanceof StoreUnavailableError && error.refused) throw await refusal(key, error)
      throw error
    }
  }

  /** Why we were refused: that, too, there is no room for in the answer to a HEAD. */
  async function refusal(key: string, unexplained: Error): Promise<unknown> {
    try {
      const body = await get(key)
      body.destroy()
    } catch (error) {
      if (!(error instanceof BlobNotFoundError)) return error
    }
    return unexplained
  }

  /** The answer to a HEAD has no room to say that the whole bucket is missing; that to a GET has. */
  async function confirmMissing(key: string): Promise<BlobHead | undefined> {
    try {
      const body = await get(key)
      body.destroy()
    } catch (error) {
      if (error instanceof BlobNotFoundError) return undefined
      throw error
    }
    // It was put between the two questions.
    return head(key)
  }

  return { get, head }
}
