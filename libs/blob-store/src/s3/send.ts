import type { IncomingMessage } from 'node:http'
import { text } from 'node:stream/consumers'
import type { Part } from '../parts.ts'
import type { Connection } from './connection.ts'
import { RefusedError } from './errors.ts'

/** Long enough for the slowest line; each try is signed anew. */
const SIGNATURE_SECONDS = 3600

export type Destination = { key: string; query?: Record<string, string>; signal?: AbortSignal }

/**
 * One PUT of one part, by a signed URL: `minio` would hash the bytes twice before sending them, and `fetch`
 * copies them (1 GiB to a store next door: 4.2 s of processor time by minio, 2.5 by fetch, 1.3 so). Resolves to
 * the ETag, without quotes. Rejects with RefusedError, or with whatever the network did.
 */
export async function send(connection: Connection, part: Part, destination: Destination): Promise<string> {
  const { key, query, signal } = destination
  const { client, bucket } = connection
  const url = await client.presignedUrl('PUT', bucket, key, SIGNATURE_SECONDS, query)
  const put = connection.request(url, { method: 'PUT', headers: { 'Content-Length': part.bytes }, signal })
  try {
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      put.on('response', resolve).on('error', reject)
      for (const chunk of part.chunks) put.write(chunk)
      put.end()
    })
    return etagOf(response, await text(response))
  } finally {
    // Refused before it heard everything: it will not hear the rest.
    if (!put.writableFinished) put.destroy()
  }
}

function etagOf({ statusCode = 0, headers }: IncomingMessage, body: string): string {
  if (statusCode !== 200) throw new RefusedError(statusCode, /<Code>([^<]+)</.exec(body)?.[1])
  if (!headers.etag) throw new RefusedError(statusCode, 'no ETag')
  return headers.etag.replaceAll('"', '')
}
