import { abortable } from '../abortable.ts'
import type { BlobStore } from '../index.ts'
import { assertKey } from '../key.ts'
import { cut } from '../parts.ts'
import type { Connection } from './connection.ts'
import { send } from './send.ts'
import { createTurns } from './turns.ts'
import { startUpload, type Upload } from './upload.ts'

const MIB = 1024 * 1024

/** Over all uploads of a store: fifty at once hold fifty parts that fill and these, not two hundred. */
const PARTS_IN_FLIGHT_TOGETHER = 8

/**
 * Of part 1, 2, 3…: 8 MiB, doubled after every thousand, so that S3's 10,000 parts hold its 5 TiB. Up to 8 GB a
 * put holds at most four times 8 MiB.
 */
export function partBytes(number: number): number {
  return 8 * MIB * 2 ** Math.floor((number - 1) / 1000)
}

/** Content that fits in one part is one request; anything longer is a multipart upload. */
export function createPut(connection: Connection): BlobStore['put'] {
  const turns = createTurns(PARTS_IN_FLIGHT_TOGETHER)

  return async function put(key, content, { signal } = {}) {
    assertKey(key)
    const stop = new AbortController()
    const onAbort = () => stop.abort(signal?.reason)
    if (signal?.aborted) onAbort()
    signal?.addEventListener('abort', onAbort)
    let upload: Upload | undefined
    let bytes = 0
    try {
      for await (const part of cut(abortable(content, stop.signal), partBytes)) {
        bytes += part.bytes
        if (part.last && !upload) {
          await connection.call(key, () => send(connection, part, { key, signal: stop.signal }), stop)
          return { bytes }
        }
        upload ??= await startUpload(connection, { key, turns, stop })
        await upload.add(part)
      }
      await upload?.complete()
      return { bytes }
    } catch (error) {
      await upload?.abort(error)
      throw error
    } finally {
      signal?.removeEventListener('abort', onAbort)
    }
  }
}
