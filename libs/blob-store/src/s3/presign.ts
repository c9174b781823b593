import type { BlobStore } from '../index.ts'
import { assertKey } from '../key.ts'
import { createClient } from './connection.ts'
import type { S3Options } from './options.ts'

/** S3's limit. */
const WEEK_SECONDS = 7 * 24 * 60 * 60

/** Links for the host that clients know. Nothing is asked of the store. */
export function createPresignGet(options: S3Options): BlobStore['presignGet'] {
  const { publicUrl, bucket } = options
  const client = publicUrl === undefined ? undefined : createClient(publicUrl, options)

  return async function presignGet(key, { expiresInSeconds, filename, mediaType }) {
    assertKey(key)
    if (!Number.isInteger(expiresInSeconds) || expiresInSeconds < 1 || expiresInSeconds > WEEK_SECONDS) {
      throw new RangeError(`a link lives 1 to ${WEEK_SECONDS} s, not ${expiresInSeconds}`)
    }
    return client?.presignedGetObject(bucket, key, expiresInSeconds, {
      'response-content-disposition': attachment(filename),
      'response-content-type': mediaType,
    })
  }
}

/** RFC 6266: a name in ASCII for old clients, and the real one. */
export function attachment(filename: string): string {
  const ascii = filename.replaceAll(/[^\x20-\x7e]|["\\%]/g, '_')
  // By way of UTF-8, because half a surrogate pair cannot be encoded.
  const encoded = encodeURIComponent(Buffer.from(filename).toString()).replaceAll(/['()*]/g, percent)
  return `attachment; filename="${ascii}"; filename*=UTF-8''${encoded}`
}

/** What encodeURIComponent leaves and RFC 5987 does not allow. */
function percent(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`
}
